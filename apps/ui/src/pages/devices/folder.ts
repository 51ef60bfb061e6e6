import { type Packed, tar } from "./tar";

/** A folder as the server takes it. */
export interface Folder {
  /** Whether it holds a device or a site. */
  kind: "devices" | "sites";
  /** The id it states of itself, else the folder's name. */
  name: string;
  archive: Uint8Array<ArrayBuffer>;
}

/** A chosen folder without its own name in front; hidden files are left out. */
export async function packed(files: Iterable<File>): Promise<Folder> {
  let folder = "";
  const list: Packed[] = [];
  for (const file of files) {
    const [first = "", ...rest] = (file.webkitRelativePath || file.name).split("/");
    if (rest.length > 0) folder = first;
    const parts = rest.length > 0 ? rest : [first];
    if (parts.some((part) => part.startsWith("."))) continue;
    list.push({ path: parts.join("/"), bytes: new Uint8Array(await file.arrayBuffer()) });
  }
  const site = list.find(({ path }) => path === "site.yaml");
  const own = site ?? list.find(({ path }) => path === "device.yaml");
  return { kind: site ? "sites" : "devices", name: (own && stated(own.bytes)) || folder, archive: tar(list) };
}

/** The id that a dossier or site states of itself; the server reads the file properly. */
function stated(yaml: Uint8Array): string | undefined {
  return /^id:\s*["']?([\w.-]+)/m.exec(new TextDecoder().decode(yaml))?.[1];
}
