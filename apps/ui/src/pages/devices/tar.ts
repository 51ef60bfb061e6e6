/** A file of a folder: its path with `/`, and its bytes. */
export interface Packed {
  path: string;
  bytes: Uint8Array;
}

const BLOCK = 512;

/** A folder as one tar archive (POSIX.1-1988 ustar, pax path records for long names); same files, same bytes. */
export function tar(files: Packed[]): Uint8Array<ArrayBuffer> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const blocks = sorted.flatMap(({ path, bytes }) => {
    const name = new TextEncoder().encode(path);
    // ASCII names that fit the header stand there; all others need an extended header.
    const plain = name.length === path.length && name.length <= 100;
    const before = plain ? [] : entry("pax", "x", record("path", path));
    return [...before, ...entry(plain ? path : "long", "0", bytes)];
  });
  const whole = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 2 * BLOCK));
  let at = 0;
  for (const block of blocks) {
    whole.set(block, at);
    at += block.length;
  }
  return whole;
}

function entry(name: string, kind: "0" | "x", bytes: Uint8Array): Uint8Array[] {
  const padding = new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK);
  return [header(name, kind, bytes.length), bytes, padding];
}

/** `LENGTH key=value\n`, where the length counts itself. */
function record(key: string, value: string): Uint8Array {
  const rest = new TextEncoder().encode(` ${key}=${value}\n`);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length += 1;
  return new TextEncoder().encode(`${length} ${key}=${value}\n`);
}

function header(name: string, kind: "0" | "x", size: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string) => block.set(new TextEncoder().encode(text), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  put(0, name);
  put(100, "0000644\0");
  put(108, "0000000\0");
  put(116, "0000000\0");
  put(124, `${octal(size, 11)}\0`);
  put(136, `${octal(0, 11)}\0`);
  put(148, "        ");
  put(156, kind);
  put(257, "ustar\0");
  put(263, "00");
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 6)}\0 `);
  return block;
}
