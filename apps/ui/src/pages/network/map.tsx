import type { NetworkDevice, Networks, Zone } from "../../api/server";
import { SHAPES } from "../../parts/chip";
import { useSpeaking } from "../../words/lang";
import type { Edge } from "./edges";
import { EDGE_TONES } from "./ways";

const ROW = 74;
const BOX = { width: 250, height: 56 };
const WALL = { width: 190, height: 48 };
const LEFT = 20;
const MIDDLE = 400;
const RIGHT = 720;

interface Placed<Thing> {
  thing: Thing;
  x: number;
  y: number;
}

/** Where everything stands: zones left and right in their order, firewalls and lines between them. Same input, same picture. */
export function placed({ zones, devices }: Networks): {
  zones: Placed<Zone>[];
  devices: Placed<NetworkDevice>[];
  height: number;
} {
  const half = Math.ceil(zones.length / 2);
  const rows = Math.max(half, devices.length, 1);
  const spread = (count: number, at: number) => ((at + 0.5) * rows * ROW) / count;
  return {
    zones: zones.map((thing, at) => {
      const left = at < half;
      const count = left ? half : zones.length - half;
      return { thing, x: left ? LEFT : RIGHT, y: spread(count, left ? at : at - half) };
    }),
    devices: devices.map((thing, at) => ({ thing, x: MIDDLE, y: spread(devices.length, at) })),
    height: rows * ROW,
  };
}

/** Zones, and what stands between them; the tables below it say the same. */
export function ZoneMap({ networks, chosen, proved }: { networks: Networks; chosen: string; proved: Edge[] }) {
  const { say } = useSpeaking();
  const { zones, devices, height } = placed(networks);
  const edges = devices.flatMap((device) =>
    device.thing.zones.flatMap((id) => {
      const zone = zones.find(({ thing }) => thing.id === id);
      return zone ? [{ device, zone }] : [];
    }),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone it scrolls sideways, also by keys
    <figure className="map" tabIndex={0} aria-label={say("network.map.title")}>
      <svg viewBox={`0 0 1000 ${height + 10}`} role="img" aria-label={say("network.map")}>
        {edges.map(({ device, zone }) => {
          const left = zone.x < MIDDLE;
          const from = left ? zone.x + BOX.width : zone.x;
          const to = left ? MIDDLE : MIDDLE + WALL.width;
          const bend = (from + to) / 2;
          const kind = device.thing.kind === "firewall" ? "edge" : "remote";
          const here = device.thing.id === chosen;
          const state = here ? proved.find((edge) => edge.zone === zone.thing.id)?.state : undefined;
          return (
            <g key={`${device.thing.id} ${zone.thing.id}`}>
              <path
                className={`${kind}${here ? " chosen" : ""}${state ? ` is-${state}` : ""}`}
                d={`M${from} ${zone.y} C${bend} ${zone.y} ${bend} ${device.y} ${to} ${device.y}`}
              />
              {state && (
                <text
                  className={`mark is-${state}`}
                  x={left ? from + 6 : from - 6}
                  y={zone.y - 6}
                  textAnchor={left ? "start" : "end"}
                >
                  {SHAPES[EDGE_TONES[state]]} {say(`network.edge.${state}`)}
                </text>
              )}
            </g>
          );
        })}
        {zones.map(({ thing, x, y }) => (
          <g key={thing.id}>
            <rect className="zone" x={x} y={y - BOX.height / 2} width={BOX.width} height={BOX.height} rx="8" />
            <text x={x + 14} y={y - 6}>
              {thing.name}
            </text>
            <text className="small" x={x + 14} y={y + 14}>
              {[...shortened(thing.subnets), say("hit.units", { count: thing.units })].join(" · ")}
            </text>
          </g>
        ))}
        {devices.map(({ thing, x, y }) => (
          <g key={thing.id}>
            <rect
              className={`wall ${thing.id === chosen ? "chosen" : ""}`}
              x={x}
              y={y - WALL.height / 2}
              width={WALL.width}
              height={WALL.height}
              rx="2"
            />
            <text x={x + 12} y={y - 4}>
              {thing.kind === "firewall" ? "▣" : "⇢"} {thing.id}
            </text>
            <text className="small" x={x + 12} y={y + 14}>
              {thing.product || say(thing.kind === "firewall" ? "network.firewall" : "network.map.line")}
            </text>
          </g>
        ))}
      </svg>
    </figure>
  );
}

function shortened(subnets: string[]): string[] {
  const [first] = subnets;
  if (!first) return [];
  return [subnets.length > 1 ? `${first} +${subnets.length - 1}` : first];
}
