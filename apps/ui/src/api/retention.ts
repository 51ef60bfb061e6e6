/** How long records are kept, and what is held (`docs/openapi.json` describes the same). */

/** Periods and holds. */
export interface Retention {
  classes: RecordClass[];
  holds: Hold[];
}

/** A class of records. */
export interface RecordClass {
  class: string;
  text: string;
  days: number | null;
  period_text: string;
  held: boolean;
  removable: number | null;
}

/** A legal hold. */
export interface Hold {
  id: string;
  class: string | null;
  subject: string | null;
  text: string;
  reason: string;
  by: string;
  since: string;
  ended: string | null;
  ended_by: string | null;
}
