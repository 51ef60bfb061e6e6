import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { question } from "../api/client";
import type { Networks } from "../api/server";
import { Chip } from "../parts/chip";
import { useOffered } from "../parts/offered";
import { ChosenSite } from "../parts/site";
import { Title } from "../parts/title";
import { Asked } from "../parts/trouble";
import { useSpeaking } from "../words/lang";
import { ZoneMap } from "./network/map";
import { Proof } from "./network/proof";

/** Zones of a facility, and whether a firewall is exactly what a device needs. */
export default function Network({ site }: { site: string }) {
  return (
    <ChosenSite page="/network" site={site}>
      {(id) => <Site key={id} id={id} />}
    </ChosenSite>
  );
}

function Site({ id }: { id: string }) {
  const { lang } = useSpeaking();
  const networks = useQuery(question<Networks>(lang, `/sites/${encodeURIComponent(id)}/network`));
  return <Asked of={networks}>{(answer) => <Shown id={id} networks={answer} />}</Asked>;
}

function Shown({ id, networks }: { id: string; networks: Networks }) {
  const { say } = useSpeaking();
  const proves = useOffered("get", "/sites/{id}/network/verify");
  const firewalls = networks.devices.filter(({ kind }) => kind === "firewall");
  const ready = firewalls.find(({ rules_kept }) => rules_kept) ?? firewalls[0];
  const [firewall, setFirewall] = useState(ready?.id ?? "");
  return (
    <>
      <Title plain={say("nav.network")}>{say(proves ? "network.title" : "network.title.map")}</Title>
      <p className="sub">{id}</p>
      {proves ? (
        <Asking id={id} networks={networks} firewall={firewall} choose={setFirewall} />
      ) : (
        <p className="panel">{say("network.elsewhere")}</p>
      )}
      <h2>{say("network.map.title")}</h2>
      <ZoneMap networks={networks} chosen={firewall} />
      <Tables networks={networks} />
    </>
  );
}

/** Which device against which firewall, and the proof. */
function Asking(props: { id: string; networks: Networks; firewall: string; choose: (firewall: string) => void }) {
  const { say } = useSpeaking();
  const { id, networks, firewall, choose } = props;
  const { received, devices } = networks;
  const firewalls = devices.filter(({ kind }) => kind === "firewall");
  const [profile, setProfile] = useState(received[0]?.name ?? "");
  return (
    <>
      <div className="inline">
        <label>
          {say("network.profile")}
          <select value={profile} onChange={(event) => setProfile(event.target.value)}>
            {received.map(({ name, units }) => (
              <option key={name} value={name}>
                {name} ({say("hit.units", { count: units })})
              </option>
            ))}
          </select>
        </label>
        <label>
          {say("network.firewall")}
          <select value={firewall} onChange={(event) => choose(event.target.value)}>
            {firewalls.map((one) => (
              <option key={one.id} value={one.id}>
                {one.id}
              </option>
            ))}
          </select>
        </label>
      </div>
      {profile && firewall && <Proof key={`${profile} ${firewall}`} site={id} received={profile} firewall={firewall} />}
    </>
  );
}

function Tables({ networks }: { networks: Networks }) {
  const { say } = useSpeaking();
  const name = (id: string) => networks.zones.find((zone) => zone.id === id)?.name ?? id;
  return (
    <div className="cols">
      <section aria-labelledby="zones">
        <h2 id="zones">{say("network.zones")}</h2>
        <div className="wide">
          <table className="stack">
            <thead>
              <tr>
                <th scope="col">{say("network.zone")}</th>
                <th scope="col">{say("network.subnets")}</th>
                <th scope="col" className="num">
                  {say("network.units")}
                </th>
              </tr>
            </thead>
            <tbody>
              {networks.zones.map((zone) => (
                <tr key={zone.id}>
                  <th scope="row">{zone.name}</th>
                  <td className="mono">{zone.subnets.join(" ") || "–"}</td>
                  <td className="num" data-label={say("network.units")}>
                    {zone.units}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section aria-labelledby="walls">
        <h2 id="walls">
          {say("network.firewalls")} · {say("network.remote")}
        </h2>
        <div className="wide">
          <table className="stack">
            <thead>
              <tr>
                <th scope="col">{say("network.firewall")}</th>
                <th scope="col">{say("network.reaches")}</th>
                <th scope="col">{say("network.rules")}</th>
              </tr>
            </thead>
            <tbody>
              {networks.devices.map((device) => (
                <tr key={device.id}>
                  <th scope="row">
                    {device.id}
                    <div className="why">{device.product}</div>
                  </th>
                  <td>{device.zones.map(name).join(" · ") || "–"}</td>
                  <td>
                    {device.kind === "firewall" ? (
                      <Chip tone={device.rules_kept ? "ok" : "blind"}>
                        {say(device.rules_kept ? "network.rules.kept" : "network.rules.none")}
                      </Chip>
                    ) : (
                      <Chip tone="plain">{say("network.map.line")}</Chip>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </div>
  );
}
