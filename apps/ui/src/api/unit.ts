import type { Finding, SiteAnswer } from "./answers";

/** A release of the dossier of a unit. */
export interface UnitRelease {
  id: string;
  label: string;
  date: string | null;
  state: string | null;
}

/** A flow that the network profile of a unit declares. */
export interface UnitFlow {
  id: string;
  direction: "in" | "out";
  peer: string;
  ports: string;
  need: string;
  purpose: string;
}

/** `tutela.unit/v1`. */
export interface UnitAnswer {
  schema: "tutela.unit/v1";
  as_of: string;
  /** Names what is recorded of the unit now; a change names it. */
  held: string;
  unit: {
    id: string;
    serial: string;
    model: string;
    maker: string;
    udi: { written: string; agency: string; device: string; serial: string | null; check: boolean | null } | null;
    addresses: string[];
    version: string;
    version_evidence: string | null;
    version_seen: string | null;
    ward: string;
    zone: string | null;
    owner: string;
    biomedical_owner: string;
    it_owner: string;
    criticality: string | null;
    installed_on: string | null;
    use_state: string;
  };
  state: "joined" | "release-unknown" | "several-dossiers" | "no-dossier" | "retired";
  device: {
    received: string;
    id: string | null;
    name: string;
    end_of_support: string | null;
    support_is_past: boolean | null;
    profile: { version: string; confirmed: boolean; flows: UnitFlow[] } | null;
  } | null;
  release: string | null;
  releases: UnitRelease[];
  newest: string | null;
  behind: "no" | "yes" | "unknown";
  cannot: { release: string; reason: string; at: string; by: string | null; of_all: boolean }[];
  row_findings: Finding[];
  /** The answer about this unit alone. */
  check: SiteAnswer;
}

/** What is recorded at a unit. */
export type UnitRecord =
  | { done: "runs"; version: string; evidence: string }
  | { done: "cannot"; release: string; reason: string };

/** The address of a unit among the questions. */
export function unitPath(site: string, unit: string): string {
  return `/sites/${encodeURIComponent(site)}/units/${encodeURIComponent(unit)}`;
}
