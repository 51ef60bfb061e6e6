import type { Zone } from "../../api/server";
import { Chip, type Tone } from "../../parts/chip";
import { useSpeaking } from "../../words/lang";
import type { Edge, EdgeState } from "./edges";
import { Packet } from "./proof";

/** Packets that are shown of one way. */
const SHOWN = 3;

export const EDGE_TONES: Record<EdgeState, Tone> = { open: "bad", blocked: "warn", closed: "ok", unknown: "blind" };

/** What the proof says of each way through the firewall; the map draws the same. */
export function Ways({ edges, zones }: { edges: Edge[]; zones: Zone[] }) {
  const { say } = useSpeaking();
  const name = (id: string | undefined) =>
    zones.find((zone) => zone.id === id)?.name ?? id ?? say("network.edge.outside");
  return (
    <section aria-labelledby="ways">
      <h2 id="ways">{say("network.edges")}</h2>
      <div className="wide">
        <table className="stack">
          <thead>
            <tr>
              <th scope="col">{say("network.edges.zone")}</th>
              <th scope="col">{say("network.edges.state")}</th>
              <th scope="col">{say("network.edges.what")}</th>
            </tr>
          </thead>
          <tbody>
            {edges.map(({ zone, state, packets }) => (
              <tr key={zone ?? ""}>
                <th scope="row">{name(zone)}</th>
                <td>
                  <Chip tone={EDGE_TONES[state]}>{say(`network.edge.${state}`)}</Chip>
                </td>
                <td>
                  {packets.slice(0, SHOWN).map((witness) => (
                    <div
                      key={`${witness.source} ${witness.destination} ${witness.destination_port} ${witness.protocol}`}
                    >
                      <Packet witness={witness} />
                    </div>
                  ))}
                  {packets.length > SHOWN && (
                    <div className="why">{say("app.rows.of", { shown: SHOWN, count: packets.length })}</div>
                  )}
                  {packets.length === 0 && "–"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {edges.some(({ state, packets }) => state === "unknown" && packets.length === 0) && (
        <p className="why">{say("network.edge.unknown.why")}</p>
      )}
    </section>
  );
}
