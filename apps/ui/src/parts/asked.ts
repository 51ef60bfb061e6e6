/** Whether what was typed is the id of a vulnerability, such as CVE-2014-0160: its page answers it at once. */
export function isVulnerability(typed: string): boolean {
  return /^[a-z]{2,8}-(?=.*\d)[a-z\d-]+$/i.test(typed);
}

/** The page that answers what was typed. */
export function answering(typed: string): string {
  return `${isVulnerability(typed) ? "/vulnerabilities" : "/search"}/${encodeURIComponent(typed)}`;
}
