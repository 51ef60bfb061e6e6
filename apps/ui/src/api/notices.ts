/** How a person wants to be told. */
export interface Wishes {
  address: string;
  language: string;
  mail: boolean;
  rhythm: string;
  weekday: number;
  at: string;
  quiet: { from: string; to: string } | null;
  offset: number;
  deputy: string;
  lines: { about: string; code: string; wish: string }[];
}

/** The same with what the server says about it. */
export interface Notices {
  wishes: Wishes;
  deputies: { id: string; name: string }[];
  mail_open: boolean;
  reached: boolean;
  escalates_after: number;
}

/** A trial message. */
export interface Trial {
  id: string;
  open: boolean;
}

/** A secret address without its secret. */
export interface Address {
  id: string;
  label: string;
  made_at: string;
  seen_at: string | null;
  withdrawn: boolean;
}

/** A new secret address, which is told once. */
export interface MadeAddress {
  atom: string;
  ics: string;
  about: Address;
}

/** How messages of a way stand. */
export interface Way {
  way: string;
  open: boolean;
  waiting: number;
  failing: number;
  sent: number;
  withdrawn: number;
  oldest: string | null;
  fault: string | null;
}

/** A webhook without its secret. */
export interface Webhook {
  id: string;
  label: string;
  url: string;
  urgent_only: boolean;
  since: string;
}

/** A new webhook, whose secret is told once. */
export interface MadeWebhook {
  secret: string;
  about: Webhook;
}
