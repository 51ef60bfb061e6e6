/** Files of a release that mean something else. */
const OTHERS = ["release.yaml", "support.yaml", "decisions.yaml"];

/** The files of a release that may be SBOMs. */
export function sbomsOf(files: string[]): string[] {
  return files.filter((file) => !OTHERS.includes(file) && !file.includes("/") && !/\.ya?ml$/.test(file));
}

/** Under which name a file is kept: its own where there is such a one, in place of the only SBOM, else as a new file. */
export function keptAs(name: string, files: string[]): string {
  const sboms = sbomsOf(files);
  if (sboms.includes(name)) return name;
  return (sboms.length === 1 && sboms[0]) || name;
}
