/**
 * What activities answer, version 1 (docs/answers.md): the fields that pages show. Fields are added in version 1, never
 * renamed; `null` is unknown or none, never zero.
 */

/** What an answer says at the top. */
export type Verdict = "blocking" | "undecided" | "nothing-blocking" | "no-answer";
/** How much a finding asks of a person. */
export type Priority = "blocking" | "undecided" | "attention" | "note";

/** A published CVSS score. */
export interface Cvss {
  version: string;
  score: number;
  vector: string;
  scorer: string;
}

/** What a source says of a component. */
export interface Statement {
  source: string;
  id: string;
  range: string;
  identifier: string | null;
  certainty: string;
}

/** A finding, rendered in the language asked for. */
export interface Finding {
  id: string;
  code: string;
  priority: Priority;
  explanation: string;
  why: string;
  next: string;
  place?: string | null;
  decision?: string | null;
  component?: { purl: string | null; name: string; version: string | null; place?: string | null };
  vulnerability?: {
    id: string;
    aliases: string[];
    title: string;
    known_exploited: boolean | null;
    known_exploited_since?: string | null;
    exploitation: string;
    cvss: Cvss | null;
    epss: number | null;
    patient_harm: string;
    statements: Statement[];
    other_statements?: Statement[];
  };
}

/** A source and how old it is. */
export interface Source {
  name: string;
  part: string | null;
  complete: boolean;
  records: number;
  rejected: number;
  published_at: string | null;
  dated_by: string;
  taken_on: string | null;
  age_days: number | null;
  limit_days: number | null;
  state: "fresh" | "stale" | "undated" | "future" | "missing";
  hash: string | null;
  signature: string;
  promised: boolean;
}

/** What was looked at and what was not. */
export interface Scope {
  looked_at: string[];
  not_looked_at: { id: string; area: string; because: string }[];
}

/** A component and who watches it. */
export interface Component {
  purl: string | null;
  name: string;
  version: string | null;
  state: string;
  place: string | null;
  sources: string[];
  name_seen: boolean;
  watched_elsewhere?: boolean;
}

/** How much of a device is watched. */
export interface Coverage {
  share: number | null;
  total: number;
  countable: number;
  watched: number;
  unwatched: number;
  watched_elsewhere: number;
  states: Record<string, number>;
  components: Component[];
}

/** `tutela.check/v1`. */
export interface CheckAnswer {
  schema: "tutela.check/v1";
  verdict: Verdict;
  scope: Scope;
  as_of: string;
  mirror: string | null;
  dossier: string;
  device: { id: string; name_en: string | null; name_ja: string | null; release: string };
  documents: {
    file: string;
    format: string;
    subject: string | null;
    created: string | null;
    components: number;
    /** What of it could not be read; answers of before do not say. */
    unread?: string | null;
  }[];
  findings: Finding[];
  coverage: Coverage;
  sources: Source[];
}

/** `tutela.site/v1`. */
export interface SiteAnswer {
  schema: "tutela.site/v1";
  verdict: Verdict;
  scope: Scope;
  as_of: string;
  mirror: string | null;
  site: { id: string; name_en: string | null; name_ja: string | null };
  /** The wards that it is about, with every number in it; not there where it is about the whole site. */
  wards?: { names: string[]; alone: { received: string; release: string }[] };
  units: Record<"installed" | "joined" | "release_unknown" | "several_dossiers" | "no_dossier" | "retired", number>;
  unit_list: Unit[];
  releases: {
    received: string;
    device: string;
    release: string;
    units: number;
    verdict: Verdict;
    open_findings: number;
    known_exploited: number;
    countable: number;
    watched: number;
    end_of_support: string | null;
  }[];
  vulnerabilities: {
    id: string;
    title: string;
    priority: Priority;
    known_exploited: boolean;
    cvss: number | null;
    units: number;
    life_supporting: number;
    releases: { received: string; release: string; component: string }[];
  }[];
  packages: { received: string; sequence: number; signer: string | null; next_due: string | null; in_doubt: boolean }[];
  findings: Finding[];
  sources: Source[];
}

/** An installed unit. */
export interface Unit {
  id: string;
  state: string;
  received?: string;
  release?: string;
  zone?: string;
  criticality?: string;
}

/** `tutela.units-import/v1`. */
export interface UnitsImport {
  written: boolean;
  columns: [heading: string, column: string | null][];
  rows: { place: string; outcome: "new" | "same" | "changed" | "conflict"; units: string[]; changes: string[][] }[];
  not_named: string[];
  findings: Finding[];
}

/** What is known of a release. */
interface ReleaseState {
  components: number;
  open_findings: number;
}

/** `tutela.package-receive/v1`. */
export interface PackageReceive {
  written: boolean;
  folder: string;
  signer: string | null;
  new_key: string | null;
  before: number | null;
  again: boolean;
  skipped: number;
  files_added: string[];
  files_changed: string[];
  files_gone: string[];
  blind_before: number;
  blind_after: number;
  releases: {
    release: string;
    units_before: number;
    units_after: number;
    before: ReleaseState | null;
    after: ReleaseState | null;
  }[];
  package: {
    device: string;
    sequence: number;
    next_due: string;
    duties: {
      id: string;
      task_en: string | null;
      task_ja: string | null;
      answer: string | null;
      reason: string | null;
    }[];
    withheld: { path: string | null; count: number }[];
  };
}

/** `tutela.hit/v1`. */
export interface HitAnswer {
  schema: "tutela.hit/v1";
  exit_status: number;
  verdict: string;
  as_of: string;
  mirror: string | null;
  asked: string;
  vulnerability: {
    id: string;
    aliases: string[];
    title: string;
    known_exploited: boolean | null;
    known_exploited_since?: string | null;
    exploitation: string;
    cvss: Cvss | null;
    epss: number | null;
    known_by: { source: string; id: string; state: string; modified: string | null }[];
  } | null;
  dossiers_found: number;
  left_out: number;
  left_out_coverage: { countable: number; watched: number; oldest_check: string | null } | null;
  touched: number;
  unknown: number;
  not_found: number;
  results: HitResult[];
  sites: {
    dir: string;
    name_en: string | null;
    name_ja: string | null;
    units_installed: number;
    units_without_dossier: number;
    units_release_unknown: number;
    network_devices: (string | { component: string })[];
    network_devices_unwatched: string[];
  }[];
  not_read: string[];
  sources: Source[];
}

/** What one dossier says to a vulnerability. */
export interface HitResult {
  dir: string;
  error?: [what: string, next: string];
  id?: string;
  name_en?: string | null;
  name_ja?: string | null;
  releases?: HitRelease[];
}

/** What one release says to a vulnerability. */
export interface HitRelease {
  release: string;
  label: string;
  outcome: "touched" | "possible" | "unknown" | "set-aside" | "not-found";
  found: {
    component: string;
    place: string | null;
    how: string;
    source: string;
    range: string;
    decision: string | null;
    support: { level: string | null; end_of_support: string | null; past: boolean } | null;
  }[];
  coverage: { countable: number; watched: number; unwatched: number; leans_on: string[] };
  units: number | null;
}

/** A component on one side of a difference. */
export interface DiffSide {
  name: string;
  version: string | null;
  identifier: string | null;
  licence: string | null;
  supplier: string | null;
  place: string;
}

/** `tutela.sbom-diff/v1`. */
export interface DiffAnswer {
  schema: "tutela.sbom-diff/v1";
  exit_status: number;
  from: string;
  to: string;
  added: DiffSide[];
  removed: DiffSide[];
  changed: {
    version: "up" | "down" | "other" | "none";
    licence: boolean;
    supplier: boolean;
    identifier: boolean;
    content: boolean;
    from: DiffSide;
    to: DiffSide;
  }[];
  same: number;
  findings: Finding[];
}

/** `tutela.feeds/v1`. */
export interface FeedsAnswer {
  as_of: string;
  mirror: string | null;
  sources: Source[];
}

/** A packet that shows a difference. */
export interface Witness {
  source: string;
  source_port: number | null;
  destination: string;
  destination_port: number | null;
  protocol: string;
}

/** A rule of a firewall. */
export interface Rule {
  file: string;
  line: number;
  text: string;
}

/** A difference between rules and profile. */
export interface Difference {
  witness: Witness;
  rule: Rule | null;
  rule_text: string | null;
  flow?: string;
  reply?: boolean;
}

/** `tutela.network-verify/v1`. */
export interface NetworkAnswer {
  as_of: string;
  verdict: "equal-at-this-firewall" | "different" | "not-proved";
  undeclared: Difference[];
  blocked: Difference[];
  not_proved: {
    reason: string;
    explanation: string;
    rule: Rule | null;
    witness: Witness | null;
    flow: string | null;
  }[];
  controls: {
    control: string;
    state: "in-force" | "not-in-force" | "unknown";
    effect: string;
    witness: Witness | null;
    rule: Rule | null;
    reason: string | null;
  }[];
  paths_not_filtered: { path: string; state: string }[];
  evidence: {
    device: string;
    units: string[];
    firewall: string | null;
    profile_version: string;
    profile_sha256: string;
    rules: { file: string; sha256: string; language: string | null }[];
    captured_at: string | null;
    rules_read: number;
  };
  findings: {
    id: string;
    code: string;
    priority: Priority;
    place: string | null;
    what: string;
    why: string;
    next: string;
  }[];
}

/** A flow of a draft. */
export interface DraftFlow {
  id: string;
  need: "needed" | "optional";
  purpose: string;
  effect_if_blocked: string | null;
  essential_for_care: boolean | null;
}

/** `tutela.network-draft/v1`. */
export interface NetworkDraft {
  kind: "least-privilege" | "quarantine";
  to_sign: { role: string; people: string[] }[];
  units: string[];
  also_hit: string[];
  kept: DraftFlow[];
  stopped: DraftFlow[];
  language: string;
  texts: { stage: string; file: string; sha256: string; text: string }[];
  load: string;
  roll_back: string;
  look_again_by: string;
  proof: { conditions: string[] };
  paths_not_filtered: { path: string; state: string }[];
}

/** `tutela.network-diff/v1`. */
export interface NetworkDiff {
  verdict: "same" | "changed" | "not-proved";
  changes: { change: "opened" | "closed" | "not-proved"; witness: Witness; old: Rule | null; new: Rule | null }[];
  not_proved: { side: string; reason: string; rule: Rule | null }[];
}

/** `tutela.site-add-rules/v1`. */
export interface AddedRules {
  firewall: string;
  replaces: string | null;
  rules_read: number;
  files: { file: string; language: string; removed: { line: number; kind: string }[]; look_at: number[] }[];
  findings: { id: string; what: string; next: string }[];
  written: boolean;
}

/** A component as a person names it; many have no version. */
export function titled({ name, version }: { name: string; version: string | null }): string {
  return version ? `${name} ${version}` : name;
}
