import type { Wishes } from "../../api/notices";

/** Rules of product lines as a person types them: one a line, `-` for every code. */
export function typed(lines: Wishes["lines"]): string {
  return lines.map(({ about, code, wish }) => `${about} ${code || "-"} ${wish}`).join("\n");
}

/** What a person typed, as the server takes it; what is missing stays empty and the server says so. */
export function read(text: string): Wishes["lines"] {
  return text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([about]) => about)
    .map(([about = "", code = "-", wish = ""]) => ({ about, code: code === "-" ? "" : code, wish }));
}
