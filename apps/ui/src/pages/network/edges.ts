import type { NetworkAnswer, Witness } from "../../api/answers";
import type { NetworkDevice, Zone } from "../../api/server";

/** What a proof says of the way between a zone and the firewall. */
export type EdgeState = "open" | "blocked" | "closed" | "unknown";

export interface Edge {
  /** The zone; undefined for addresses that are in none. */
  zone: string | undefined;
  state: EdgeState;
  /** Packets that show it. */
  packets: Witness[];
}

const WORST: EdgeState[] = ["open", "blocked", "unknown", "closed"];

/** An address as its family and one number; undefined when it is none. */
function numbered(address: string): [bits: number, value: bigint] | undefined {
  if (!address.includes(":")) {
    const parts = address.split(".").map(Number);
    if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part < 256))) return undefined;
    return [32, parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n)];
  }
  const [head = "", tail] = address.split("::");
  const words = (text: string) => (text === "" ? [] : text.split(":"));
  const [before, after] = [words(head), words(tail ?? "")];
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  const all = [...before, ...Array<string>(Math.max(gap, 0)).fill("0"), ...after];
  if (all.length !== 8 || all.some((word) => !/^[0-9a-f]{1,4}$/i.test(word))) return undefined;
  return [128, all.reduce((sum, word) => sum * 65_536n + BigInt(`0x${word}`), 0n)];
}

/** Whether an address lies in a block such as `10.1.0.0/16`. */
export function inside(address: string, block: string): boolean {
  const [start = "", length] = block.split("/");
  const [one, other] = [numbered(address), numbered(start)];
  if (!one || !other || one[0] !== other[0]) return false;
  const shift = BigInt(one[0] - Number(length ?? one[0]));
  return one[1] >> shift === other[1] >> shift;
}

/** The zone whose smallest block holds an address. */
function zoneOf(zones: Zone[], address: string): string | undefined {
  const length = (block: string) => Number(block.split("/")[1] ?? 128);
  const holding = zones.flatMap(({ id, subnets }) =>
    subnets.filter((block) => inside(address, block)).map((block) => ({ id, length: length(block) })),
  );
  return holding.sort((a, b) => b.length - a.length)[0]?.id;
}

/**
 * What the proof says of each zone of a firewall. Closed is said only where the whole is proved equal: a rule that lets through too
 * much is shown by one packet, and may open other zones too.
 */
export function edges(answer: NetworkAnswer, firewall: NetworkDevice, zones: Zone[]): Edge[] {
  const found = new Map<string | undefined, Edge>();
  const note = (state: EdgeState, witness: Witness) => {
    for (const zone of new Set([zoneOf(zones, witness.source), zoneOf(zones, witness.destination)])) {
      const edge = found.get(zone);
      if (!edge) found.set(zone, { zone, state, packets: [witness] });
      else {
        edge.packets.push(witness);
        if (WORST.indexOf(state) < WORST.indexOf(edge.state)) edge.state = state;
      }
    }
  };
  for (const { witness } of answer.undeclared) note("open", witness);
  for (const { witness } of answer.blocked) note("blocked", witness);
  for (const { witness } of answer.not_proved) if (witness) note("unknown", witness);
  const rest: EdgeState =
    answer.verdict === "equal-at-this-firewall" && answer.not_proved.length === 0 ? "closed" : "unknown";
  const listed = firewall.zones.map((zone) => found.get(zone) ?? { zone, state: rest, packets: [] });
  const others = [...found.values()].filter(({ zone }) => !zone || !firewall.zones.includes(zone));
  return [...listed, ...others];
}
