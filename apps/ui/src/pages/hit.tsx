import { useQuery } from "@tanstack/react-query";
import { type FormEvent, Fragment, useRef } from "react";
import { Link, useLocation } from "wouter";
import type { HitAnswer, HitRelease, HitResult } from "../api/answers";
import { question } from "../api/client";
import { State } from "../parts/chip";
import { Facts } from "../parts/facts";
import { Sources } from "../parts/sources";
import { Title } from "../parts/title";
import { Answer, Asked } from "../parts/trouble";
import { named, useSpeaking } from "../words/lang";
import { word } from "../words/say";
import { moment } from "../words/time";
import { verdictOf, worstFirst } from "./hit/verdict";

/** A vulnerability is in the news: are we hit? */
export default function Hit({ id }: { id: string }) {
  const { say } = useSpeaking();
  return (
    <>
      {!id && (
        <>
          <Title plain={say("hit.title")}>{say("hit.title")}</Title>
          <p className="sub">{say("hit.sub")}</p>
        </>
      )}
      {id && <Card id={id} />}
      <Ask />
    </>
  );
}

function Ask() {
  const { say } = useSpeaking();
  const [, go] = useLocation();
  const box = useRef<HTMLInputElement>(null);
  const ask = (event: FormEvent) => {
    event.preventDefault();
    const typed = box.current?.value.trim();
    if (typed) go(`/vulnerabilities/${encodeURIComponent(typed)}`);
  };
  return (
    <form className="inline panel" onSubmit={ask}>
      <label>
        {say("hit.ask")}
        <input ref={box} required placeholder={say("hit.placeholder")} spellCheck={false} autoCapitalize="characters" />
      </label>
      <button type="submit">{say("hit.go")}</button>
    </form>
  );
}

function Card({ id }: { id: string }) {
  const { lang } = useSpeaking();
  const hit = useQuery(question<HitAnswer>(lang, `/hit/${encodeURIComponent(id)}`));
  return <Asked of={hit}>{(answer) => <Impact answer={answer} />}</Asked>;
}

function Impact({ answer }: { answer: HitAnswer }) {
  const { say } = useSpeaking();
  const { vulnerability } = answer;
  const { tone, word, sentence } = verdictOf(say, answer);
  const line: string[] = [];
  if (vulnerability?.known_exploited) {
    line.push(
      vulnerability.known_exploited_since
        ? say("device.exploited.since", { since: vulnerability.known_exploited_since })
        : say("device.exploited"),
    );
  }
  if (vulnerability?.cvss)
    line.push(say("device.cvss", { score: vulnerability.cvss.score.toFixed(1), scorer: vulnerability.cvss.scorer }));
  if (typeof vulnerability?.epss === "number") line.push(say("device.epss", { value: vulnerability.epss.toFixed(3) }));
  return (
    <>
      <Title plain={answer.asked}>
        {answer.asked} <span className="soft">{say("hit.title")}</span>
      </Title>
      <p className="sub">
        {vulnerability?.title && <span lang="en">{vulnerability.title} · </span>}
        {say("app.as_of", { when: moment(answer.as_of) })}
      </p>
      <Answer tone={tone} word={word} sentence={sentence}>
        <p>{line.join(" · ")}</p>
        <p>
          {say("hit.sum.touched")} {answer.touched} · {say("hit.sum.unknown")} {answer.unknown} ·{" "}
          {say("hit.sum.not_found")} {answer.not_found}
        </p>
      </Answer>
      {answer.results.length > 0 && <Releases of={answer.results} />}
      {answer.left_out_coverage && (
        <p className="why">
          {say("hit.left_out", { count: answer.left_out })}{" "}
          {say("hit.left_out.coverage", {
            watched: answer.left_out_coverage.watched,
            countable: answer.left_out_coverage.countable,
            oldest: answer.left_out_coverage.oldest_check ? moment(answer.left_out_coverage.oldest_check) : "–",
          })}
        </p>
      )}
      <Sites of={answer.sites} />
      {vulnerability && vulnerability.known_by.length > 0 && (
        <>
          <h2>{say("hit.known_by")}</h2>
          <p>
            {vulnerability.known_by
              .map(({ source, id, modified }) => `${source} ${id}${modified ? ` (${moment(modified)})` : ""}`)
              .join(" · ")}
          </p>
        </>
      )}
      <h2>{say("device.sources")}</h2>
      <Sources of={answer.sources} />
    </>
  );
}

function Releases({ of }: { of: HitResult[] }) {
  const { say } = useSpeaking();
  return (
    <div className="wide">
      <table className="stack" aria-label={say("hit.outcome")}>
        <thead>
          <tr>
            <th scope="col">{say("hit.device")}</th>
            <th scope="col">{say("hit.release")}</th>
            <th scope="col">{say("hit.outcome")}</th>
            <th scope="col">{say("hit.found")}</th>
            <th scope="col" className="num">
              {say("hit.installed")}
            </th>
          </tr>
        </thead>
        <tbody>
          {worstFirst(of).map((result) => (
            <Fragment key={result.dir}>
              {result.error && (
                <tr>
                  <th scope="row">{result.dir}</th>
                  <td />
                  <td>
                    <State prefix="verdict" state="no-answer" />
                  </td>
                  <td colSpan={2}>
                    {result.error[0]} <span className="why">{result.error[1]}</span>
                  </td>
                </tr>
              )}
              {result.releases?.map((release) => (
                <Release key={release.release} result={result} release={release} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Release({ result, release }: { result: HitResult; release: HitRelease }) {
  const { say, lang } = useSpeaking();
  const name = named(lang, result, result.id ?? result.dir);
  return (
    <tr>
      <th scope="row">
        {name}
        <div className="why mono">{result.dir}</div>
      </th>
      <td data-label={say("hit.release")}>{release.label}</td>
      <td>
        <State prefix="hit" state={release.outcome === "unknown" ? "release-unknown" : release.outcome} />
      </td>
      <td className="grow">
        {release.found.map((found) => (
          <div key={`${found.component} ${found.source} ${found.place}`}>
            <span className="mono">{found.component}</span>
            <Facts
              className="why"
              of={[
                [say("app.why"), `${found.range} · ${found.source} · ${word(say, "certainty", found.how)}`],
                [
                  say("app.where"),
                  found.place && (
                    <span key="place" className="mono">
                      {found.place}
                    </span>
                  ),
                ],
                [say("device.decided"), found.decision],
                [
                  say("sbom.support"),
                  found.support?.past &&
                    found.support.end_of_support &&
                    say("hit.support.past", { date: found.support.end_of_support }),
                ],
                [say("device.harm"), say("device.harm.not-assessed")],
              ]}
            />
          </div>
        ))}
        {release.coverage.unwatched > 0 && (
          <p className="why">{say("hit.unwatched", { count: release.coverage.unwatched })}</p>
        )}
        {release.coverage.leans_on.length > 0 && <p className="why">{release.coverage.leans_on.join(" · ")}</p>}
      </td>
      <td className="num" data-label={say("hit.installed")}>
        {release.units === null ? (
          <span className="why break">{say("hit.units.unknown")}</span>
        ) : (
          say("hit.units", { count: release.units })
        )}
      </td>
    </tr>
  );
}

function Sites({ of }: { of: HitAnswer["sites"] }) {
  const { say, lang } = useSpeaking();
  const text = (device: string | { component: string }) => (typeof device === "string" ? device : device.component);
  return of.map((site) => {
    const unknown = site.units_without_dossier + site.units_release_unknown;
    return (
      <section key={site.dir}>
        <h2>{say("hit.site", { site: named(lang, site, site.dir) })}</h2>
        {unknown > 0 && (
          <Answer
            tone="blind"
            word={say("state.blind")}
            sentence={say("hit.site.blind", { unknown, installed: site.units_installed })}
          />
        )}
        {site.network_devices.length > 0 && (
          <p>{say("hit.site.devices", { names: site.network_devices.map(text).join(" · ") })}</p>
        )}
        {site.network_devices_unwatched.length > 0 && (
          <p className="why">
            {say("hit.site.devices_unwatched", { names: site.network_devices_unwatched.join(" · ") })}
          </p>
        )}
        <p>
          <Link href="/sites">{say("nav.sites")}</Link> · <Link href="/network">{say("nav.network")}</Link>
        </p>
      </section>
    );
  });
}
