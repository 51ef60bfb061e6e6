import type { UnitAnswer } from "../../api/unit";
import { Chip, State } from "../../parts/chip";
import { Facts } from "../../parts/facts";
import { useSpeaking } from "../../words/lang";
import { word } from "../../words/say";

/** The version in the register beside what its maker has released, and how long it is supported. */
export function Versions({ answer }: { answer: UnitAnswer }) {
  const { say } = useSpeaking();
  const { unit, device, releases, newest } = answer;
  const known = [
    unit.version || say("unit.version.unknown"),
    unit.version_evidence && word(say, "unit.evidence", unit.version_evidence),
    unit.version_seen && say("unit.version.seen", { day: unit.version_seen }),
  ];
  const released = releases.find(({ id }) => id === newest);
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">{say("unit.versions")}</h2>
      <Facts
        of={[
          [say("unit.version.known"), known.filter(Boolean).join(" · ")],
          [say("units.state"), <State key="state" prefix="units" state={answer.state} />],
          [
            say("unit.version.released"),
            released ? [released.label, released.date].filter(Boolean).join(" · ") : say("app.unknown"),
          ],
          [say("unit.support"), device?.end_of_support ?? say("app.unknown")],
        ]}
      />
    </section>
  );
}

/** What the unit needs on the network, as its maker declares it. */
export function Ports({ answer }: { answer: UnitAnswer }) {
  const { say } = useSpeaking();
  const profile = answer.device?.profile;
  return (
    <section aria-labelledby="ports">
      <h2 id="ports">{say("unit.ports")}</h2>
      {!profile && <p className="panel">{say("unit.ports.none")}</p>}
      {profile && (
        <>
          <p className="row">
            <span>{say("unit.ports.version", { version: profile.version })}</span>
            {!profile.confirmed && <Chip tone="blind">{say("unit.ports.draft")}</Chip>}
          </p>
          <div className="wide">
            <table className="stack" aria-label={say("unit.ports")}>
              <thead>
                <tr>
                  <th scope="col">{say("unit.ports.what")}</th>
                  <th scope="col">{say("app.where")}</th>
                  <th scope="col">{say("app.why")}</th>
                </tr>
              </thead>
              <tbody>
                {profile.flows.map((flow) => (
                  <tr key={flow.id}>
                    <th scope="row" className="mono">
                      {flow.ports}
                    </th>
                    <td>
                      {say(`unit.ports.${flow.direction}`)} · {flow.peer}
                    </td>
                    <td>
                      {flow.purpose} <span className="why">({word(say, "unit.ports.need", flow.need)})</span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

/** What stands on its label and in its row. */
export function Label({ answer }: { answer: UnitAnswer }) {
  const { say } = useSpeaking();
  const { unit, device } = answer;
  const udi = unit.udi && (
    <>
      <span className="mono break">{unit.udi.written}</span>{" "}
      {unit.udi.check === false && <Chip tone="bad">{say("unit.udi.wrong")}</Chip>}
    </>
  );
  return (
    <section aria-labelledby="label">
      <h2 id="label">{say("unit.label")}</h2>
      <Facts
        of={[
          [
            say("units.id"),
            <span key="id" className="mono">
              {unit.id}
            </span>,
          ],
          [say("units.serial"), unit.serial],
          [say("units.model"), unit.model],
          [say("unit.maker"), unit.maker],
          [say("unit.udi"), udi],
          [say("devices.name"), device && `${device.name} (${device.received})`],
          [say("units.ward"), unit.ward],
          [say("units.zone"), unit.zone],
          [say("unit.addresses"), unit.addresses.join(" ")],
          [say("units.criticality"), unit.criticality && word(say, "units.criticality", unit.criticality)],
          [say("unit.use"), word(say, "unit.use", unit.use_state)],
          [say("unit.owner"), unit.owner],
          [say("unit.biomedical"), unit.biomedical_owner],
          [say("unit.it"), unit.it_owner],
          [say("unit.installed"), unit.installed_on],
        ]}
      />
    </section>
  );
}
