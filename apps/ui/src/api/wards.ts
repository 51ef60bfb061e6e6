/** Wards, and what roles can be for (`docs/openapi.json` describes the same). */

/** Wards of a site. */
export interface WardsOfSite {
  site: string;
  wards: string[];
}

/** What roles can be for. */
export interface Scopes {
  sites: WardsOfSite[];
  families: string[];
}

/** A scope as a person reads it. */
export function scopeParts(scope: string): { ward: string; site: string } | undefined {
  const found = /^ward:([^/]+)\/(.+)$/s.exec(scope);
  return found?.[1] && found[2] ? { site: found[1], ward: found[2] } : undefined;
}
