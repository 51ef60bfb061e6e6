import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { question } from "../api/client";
import type { Networks } from "../api/server";
import { Chip } from "../parts/chip";
import { useOffered } from "../parts/offered";
import { useMay } from "../parts/person";
import { ChosenSite } from "../parts/site";
import { Title } from "../parts/title";
import { Asked, Empty } from "../parts/trouble";
import { useSpeaking } from "../words/lang";
import { Add } from "./network/add";
import { edges } from "./network/edges";
import { Isolate } from "./network/isolate";
import { ZoneMap } from "./network/map";
import { Proof, useProof } from "./network/proof";
import { Ways } from "./network/ways";
import { type At, Write } from "./network/write";

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
  const adds = useOffered("post", "/sites/{id}/rules");
  const mayAdd = useMay("change-sites");
  const firewalls = networks.devices.filter(({ kind }) => kind === "firewall");
  const ready = firewalls.find(({ rules_kept }) => rules_kept) ?? firewalls[0];
  const [firewall, setFirewall] = useState(ready?.id ?? "");
  const [profile, setProfile] = useState(networks.received[0]?.name ?? "");
  const chosen = firewalls.find((one) => one.id === firewall);
  const kept = chosen?.rules_kept ?? false;
  const proof = useProof(id, profile, firewall, proves);
  const proved = proof.data && !proof.error && chosen ? edges(proof.data, chosen, networks.zones) : [];
  return (
    <>
      <Title plain={say("nav.network")}>{say(proves ? "network.title" : "network.title.map")}</Title>
      <p className="sub">{id}</p>
      {proves ? (
        <>
          <Choosing id={id} networks={networks} chosen={{ profile, firewall }} choose={{ setProfile, setFirewall }} />
          {profile && chosen && (
            <>
              <Proof key={`${profile} ${firewall}`} of={proof} />
              <Acting at={{ site: id, received: profile, firewall, kept }} product={chosen.product} />
            </>
          )}
          {chosen && mayAdd && adds && <Add key={firewall} site={id} firewall={firewall} />}
        </>
      ) : (
        <p className="panel">{say("network.elsewhere")}</p>
      )}
      <h2>{say("network.map.title")}</h2>
      <ZoneMap networks={networks} chosen={firewall} proved={proved} />
      {proved.length > 0 && <Ways edges={proved} zones={networks.zones} />}
      <Tables networks={networks} />
    </>
  );
}

/** What is done with the rules: written anew, or a unit cut off. */
function Acting({ at, product }: { at: At; product: string }) {
  const writes = useOffered("get", "/sites/{id}/network/generate");
  const isolates = useOffered("get", "/sites/{id}/network/isolate");
  return (
    <>
      {writes && <Write key={`${at.received} ${at.firewall}`} at={at} product={product} />}
      {isolates && <Isolate key={at.site} site={at.site} firewall={at.firewall} />}
    </>
  );
}

/** Which device against which firewall; without one of them, what to do about it. */
function Choosing(props: {
  id: string;
  networks: Networks;
  chosen: { profile: string; firewall: string };
  choose: { setProfile: (name: string) => void; setFirewall: (id: string) => void };
}) {
  const { say } = useSpeaking();
  const { id, networks, chosen, choose } = props;
  const { received, devices } = networks;
  const firewalls = devices.filter(({ kind }) => kind === "firewall");
  return (
    <>
      {received.length === 0 && (
        <Empty
          title={say("network.profile.none")}
          detail={say("network.profile.none.detail")}
          next={<Link href={`/sites/${encodeURIComponent(id)}?tab=receive`}>{say("network.profile.none.next")}</Link>}
        />
      )}
      {firewalls.length === 0 && (
        <Empty
          title={say("network.firewall.none")}
          detail={say("network.firewall.none.detail")}
          next={say("network.firewall.none.next")}
        />
      )}
      <div className="inline">
        {received.length > 0 && (
          <label>
            {say("network.profile")}
            <select value={chosen.profile} onChange={(event) => choose.setProfile(event.target.value)}>
              {received.map(({ name, units }) => (
                <option key={name} value={name}>
                  {name} ({say("hit.units", { count: units })})
                </option>
              ))}
            </select>
          </label>
        )}
        {firewalls.length > 0 && (
          <label>
            {say("network.firewall")}
            <select value={chosen.firewall} onChange={(event) => choose.setFirewall(event.target.value)}>
              {firewalls.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.id}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
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
