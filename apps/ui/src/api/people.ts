/** What the server answers about people: second factor, decisions, signatures, emergency access. */

/** How one's own second factor stands. */
export interface SecondFactor {
  set: boolean;
  recovery_codes_left: number;
  demanded: boolean;
}

/** A second factor to be set up, told once. */
export interface NewSecondFactor {
  address: string;
  letters: string;
  size: number;
  path: string;
}

/** A passkey. */
export interface Passkey {
  id: string;
  name: string;
  made_at: string;
  seen_at: string | null;
  copied: boolean;
}

/** A passkey that was added, with recovery codes when there were none yet. */
export interface MadePasskey {
  about: Passkey;
  recovery_codes: string[];
}

/** One's own passkeys, and the name they are bound to, or why there can be none. */
export interface Passkeys {
  items: Passkey[];
  bound_to: string | null;
  why_none: string | null;
}

/** An electronic signature, as it stands beside what was signed. */
export interface Signature {
  id: string;
  name: string;
  role: string;
  authority: string;
  at: string;
  meaning: string;
  comment: string;
  decision: string;
  revision: string;
  counts: boolean;
  sha256: string;
}

/** A decision with how it stands. */
export interface Decision {
  device: string;
  site: string;
  release: string;
  decision: string;
  vulnerabilities: string[];
  component: string;
  status: string;
  justification: string;
  reason: string;
  author: string;
  decided_at: string;
  until: string;
  approved_by: string;
  state: string;
  signatures: Signature[];
}

/** Decisions of one dossier or of many. */
export interface Decisions {
  items: Decision[];
  more: boolean;
  unreadable: { id: string; why: string }[];
}

/** Whether no decision waits: there is none in what was looked into, and everything was looked into. */
export function isNothing({ items, more, unreadable }: Decisions): boolean {
  return items.length === 0 && !more && unreadable.length === 0;
}

/** The public half of the key that signs one's approvals. */
export interface SigningKey {
  public: string;
  from: string;
  entry: string;
}
