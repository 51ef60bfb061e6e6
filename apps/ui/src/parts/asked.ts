/** Whether what was typed is the id of a vulnerability, such as CVE-2014-0160: its page answers it at once. */
export function isVulnerability(typed: string): boolean {
  return /^(cve-\d{4}-\d+|ghsa(-[a-z\d]{4}){3}|jvndb-\d{4}-\d+)$/i.test(typed);
}

/** The page that answers what was typed. */
export function answering(typed: string): string {
  return `${isVulnerability(typed) ? "/vulnerabilities" : "/search"}/${encodeURIComponent(typed)}`;
}
