/** What the server itself answers, beside the activities (`docs/openapi.json` describes the same). */

/** Who is signed in. */
export interface Session {
  user: SignedIn | null;
  setup_needed: boolean;
  second_factor_needed?: boolean;
  /** The password is one that an administrator gave: another is chosen before anything else. */
  password_change_needed?: boolean;
  /** What stands on the button that leads to the identity provider. */
  elsewhere?: string | null;
  /** The name that passkeys of this server are bound to. */
  passkeys?: string | null;
  program?: string;
}

/** The person who is signed in. */
export interface SignedIn {
  id: string;
  name: string;
  login: string;
  organisation: string;
  party: "manufacturer" | "facility";
  roles: string[];
  permissions: string[];
  /** How the person proves who they are: `password`, `ldap` or `oidc`. */
  signs_in?: string;
  /** Wider access that was taken in an emergency. */
  emergency?: { until: string; reason: string } | null;
}

/** Something that a person has to do, rendered in the language asked for. */
export interface WorkItem {
  id: string;
  kind: string;
  title: string;
  detail: string;
  href: string;
  due: string | null;
  urgent: boolean;
  /** `open` or `acknowledged`. */
  state: string;
  seen_by: string | null;
  seen_at: string | null;
  /** What one may say of it: `acknowledged`, `open`, `done`. */
  may: string[];
  /** Why nobody sets it done by hand, or what to look at before. */
  done_when: string;
}

/** The work list. */
export interface Work {
  as_of: string;
  items: WorkItem[];
  sources: {
    name: string;
    age_days: number | null;
    limit_days: number;
    /** The dossier whose plan sets the limit; `null`: the server does. */
    limit_of: string | null;
    state: string;
  }[];
  /** What the watch has done in the last days. */
  closed: { title: string; reason: string; at: string; href: string }[];
}

/** A page of a list. */
export interface Page<Row> {
  items: Row[];
  next: string | null;
}

/** A revision of a dossier or site. */
export interface Revision {
  sequence: number;
  hash: string;
  by: string;
  /** Its name, where the server tells it. */
  by_text?: string | null;
  at: string;
}

/** The last answer about a dossier or site. */
export interface KeptAnswer {
  verdict: string;
  verdict_text: string;
  at: string;
  /** It is about the newest revision, the mirror of now and this day. */
  current: boolean;
  mirror: string;
  counts: Record<string, number>;
}

/** A dossier or site that is kept; without an answer it was never checked, which is no all-clear. */
export interface Kept {
  id: string;
  revision: Revision;
  answer: KeptAnswer | null;
}

/** What was put. */
export interface Put {
  id: string;
  revision: Revision;
  new: boolean;
  answer: KeptAnswer | null;
}

/** An entry of the log. */
export interface LogRow {
  index: number;
  at: string;
  deed: string;
  deed_text: string;
  by: string;
  /** Its name then, or when it was removed. */
  by_text: string;
  subject: string;
  subject_text: string;
  hash: string;
  leaf: string;
}

/** A page of the log, newest first. */
export interface LogPage extends Page<LogRow> {
  size: number;
  /** Every kind of entries, on the first page. */
  deeds: { deed: string; deed_text: string }[];
}

/** A zone with its subnets. */
export interface Zone {
  id: string;
  name: string;
  subnets: string[];
  units: number;
}

/** A firewall, or a line to somebody outside. */
export interface NetworkDevice {
  id: string;
  kind: "firewall" | "remote-line";
  product: string;
  zones: string[];
  rules_kept: boolean;
}

/** Networks of a site. */
export interface Networks {
  zones: Zone[];
  devices: NetworkDevice[];
  received: { name: string; units: number }[];
}

/** An account. */
export interface User {
  id: string;
  login: string;
  name: string;
  roles: { role: string; scope: string; until: string | null; opens_nothing?: boolean }[];
  disabled: boolean;
  /** `password`, `ldap` or `oidc`. */
  signs_in: string;
  password_given_until: string | null;
  passkey_copied: boolean;
}

/** A password for one sign-in, which is told once. */
export interface GivenPassword {
  password: string;
  ends_at: string;
}

/** A new account with its first password, which is told once. */
export interface MadeUser {
  user: User;
  password: string;
}

/** A token of a program, without its secret. */
export interface Token {
  id: string;
  label: string;
  permissions: string[];
  /** What it is for; none: all that its person reaches. */
  scopes: string[];
  ends_at: string | null;
  seen_at: string | null;
  withdrawn: boolean;
}

/** A new token, which is told once. */
export interface MadeToken {
  token: string;
  about: Token;
}

/** What a search found. */
export interface Found {
  q: string;
  hits: Hit[];
  more: boolean;
  looked_through: string[];
  /** What was scanned or pasted, where it is the identifier of a device or begins as one. */
  scanned: Scanned | null;
}

/** A unique device identifier that was looked for. */
export interface Scanned {
  agency: string | null;
  device: string;
  serial: string | null;
  lot: string | null;
  check: boolean | null;
  doubt: string;
}

/** A thing that was found, and the page about it. */
export interface Hit {
  kind: string;
  id: string;
  at: string;
  detail: string;
  href: string;
}

/** The releases of a dossier. */
export interface Releases {
  items: { id: string; files: string[]; state: string | null }[];
  udi_dis: string[];
  /** Stage of the device (IMDRF N70), when what is stated says it. */
  stage: string | null;
  end_of_life: string | null;
  end_of_support: string | null;
}

/** A component and who watches it, as the last check found it. */
export interface ComponentRow {
  number: number;
  purl: string | null;
  name: string;
  version: string | null;
  state: string;
  place: string | null;
  sources: string[];
  name_seen: boolean;
  changed: boolean;
  watched_elsewhere: boolean;
}

/** A page of components. */
export interface ComponentPage extends Page<ComponentRow> {
  answer: KeptAnswer | null;
  release: string | null;
  total: number;
  states: Record<string, number>;
}

/** The card of a finding's code. */
export interface Card {
  code: string;
  what: string;
  why: string;
  next: string;
}
