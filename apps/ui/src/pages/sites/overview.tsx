import type { SiteAnswer } from "../../api/answers";
import { Chip, State } from "../../parts/chip";
import { SmallMeter } from "../../parts/meter";
import { useOffered } from "../../parts/offered";
import { Scope } from "../../parts/scope";
import { Sources } from "../../parts/sources";
import { useSpeaking } from "../../words/lang";

/** The first screen about a facility: releases in use, what was looked at, findings about the site, sources. */
export function SiteOverview({ id, answer }: { id: string; answer: SiteAnswer }) {
  const { say } = useSpeaking();
  return (
    <>
      <h2>{say("sites.releases")}</h2>
      <Releases of={answer.releases} />
      <Scope of={answer.scope} />
      {answer.findings.length > 0 && (
        <>
          <h2>{say("sites.findings")}</h2>
          <ul className="worst">
            {answer.findings.map((finding) => (
              <li key={finding.id}>
                <p className="break">
                  <strong>{finding.explanation}</strong> <span className="why">{finding.next}</span>
                </p>
                <State prefix="priority" state={finding.priority} />
              </li>
            ))}
          </ul>
        </>
      )}
      {answer.packages.length > 0 && <Packages site={id} of={answer.packages} />}
      <h2>{say("device.sources")}</h2>
      <Sources of={answer.sources} />
    </>
  );
}

function Releases({ of }: { of: SiteAnswer["releases"] }) {
  const { say } = useSpeaking();
  if (of.length === 0) return <p className="panel">{say("app.none")}</p>;
  return (
    <div className="wide">
      <table className="stack">
        <thead>
          <tr>
            <th scope="col">{say("hit.device")}</th>
            <th scope="col">{say("devices.verdict")}</th>
            <th scope="col" className="num">
              {say("network.units")}
            </th>
            <th scope="col" className="num">
              {say("devices.findings")}
            </th>
            <th scope="col">{say("devices.coverage")}</th>
            <th scope="col">{say("sites.support")}</th>
          </tr>
        </thead>
        <tbody>
          {of.map((release) => (
            <tr key={`${release.received} ${release.release}`}>
              <th scope="row">
                {release.device} {release.release}
              </th>
              <td>
                <State prefix="verdict" state={release.verdict} />
              </td>
              <td className="num" data-label={say("network.units")}>
                {release.units}
              </td>
              <td className="num" data-label={say("devices.findings")}>
                {release.open_findings}
                {release.known_exploited > 0 && (
                  <div className="why">
                    {say("device.exploited")} {release.known_exploited}
                  </div>
                )}
              </td>
              <td data-label={say("devices.coverage")}>
                <SmallMeter watched={release.watched} total={release.countable} />
              </td>
              <td data-label={say("sites.support")}>{release.end_of_support ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Packages({ site, of }: { site: string; of: SiteAnswer["packages"] }) {
  const { say } = useSpeaking();
  const told = useOffered("get", "/sites/{id}/packages/{received}/status");
  return (
    <>
      <h2>{say("sites.packages")}</h2>
      <ul>
        {of.map((held) => (
          <li key={held.received} className="row">
            <strong>{held.received}</strong> {held.sequence}
            <Chip tone={held.signer && !held.in_doubt ? "plain" : "blind"}>
              {held.signer ? `${say("sites.signer")} ${held.signer.slice(0, 16)}` : say("sites.unsigned")}
            </Chip>
            {held.next_due && (
              <span className="why">
                {say("sites.next_due")} {held.next_due}
              </span>
            )}
            {told && held.signer && (
              <a
                href={`/api/v1/sites/${encodeURIComponent(site)}/packages/${encodeURIComponent(held.received)}/status`}
                download={`${held.received}-status.json`}
              >
                {say("receive.status")}
              </a>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
