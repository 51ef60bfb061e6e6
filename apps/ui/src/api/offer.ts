import type { DiffAnswer } from "./answers";

/** `tutela.sbom-offer/v1`: what one SBOM would change in a release. */
export interface SbomOffer {
  schema: "tutela.sbom-offer/v1";
  written: boolean;
  revision: number;
  release: string;
  file: string;
  role: string;
  replaces: boolean;
  same: boolean;
  listed: boolean;
  release_file: string;
  line: string;
  documents: number;
  components: number;
  diff: DiffAnswer;
  effect: {
    verdict_before: string;
    verdict_after: string;
    watched: number;
    countable: number;
    new: { priority: string; about: string; subject: string }[];
    new_count: number;
    gone_count: number;
  } | null;
}
