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
