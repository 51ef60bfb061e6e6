import type { Found, Hit } from "../api/server";

/** The separator of a barcode as it is shown, where a control character would be lost. */
export const SEPARATOR = "\u241d";

/** What a scanner typed: wide letters of an input method are narrow again, and a control character is one that is seen. */
export function plain(typed: string): string {
  return typed.normalize("NFKC").replaceAll("\u001d", SEPARATOR).trim();
}

/** The unit that is meant, where there is no choice left; a label in doubt leaves it to the person. */
export function theOne({ q, hits, scanned, more }: Found): Hit | undefined {
  const units = hits.filter(({ kind }) => kind === "unit");
  if (more || scanned?.doubt) return undefined;
  if (units.length === 1) return units[0];
  const named = units.filter(({ id }) => id.toLowerCase() === q.toLowerCase());
  return named.length === 1 ? named[0] : undefined;
}
