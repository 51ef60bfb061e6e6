import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { question } from "../api/client";
import { type UnitAnswer, unitPath } from "../api/unit";
import { type Tone, toneOf } from "../parts/chip";
import { useOffered } from "../parts/offered";
import { useMay } from "../parts/person";
import { Scope } from "../parts/scope";
import { Sources } from "../parts/sources";
import { Title } from "../parts/title";
import { Answer, Asked } from "../parts/trouble";
import { useSpeaking } from "../words/lang";
import { type Say, sentences, word } from "../words/say";
import { moment } from "../words/time";
import { Label, Ports, Versions } from "./unit/facts";
import { Record } from "./unit/record";
import { Todo, Touching } from "./unit/todo";

/** One installed unit, made for a phone: what stands against it, two buttons for what was done, and why it is said. */
export default function Unit({ site, unit }: { site: string; unit: string }) {
  const { lang } = useSpeaking();
  const asked = useQuery(question<UnitAnswer>(lang, unitPath(site, unit)));
  return <Asked of={asked}>{(answer) => <Shown site={site} answer={answer} />}</Asked>;
}

function Shown({ site, answer }: { site: string; answer: UnitAnswer }) {
  const { say } = useSpeaking();
  const mayChange = useMay("change-sites");
  const records = useOffered("post", "/sites/{id}/units/{unit}") && mayChange && answer.state !== "retired";
  const { unit, check } = answer;
  const name = unit.model ? say("unit.title", { model: unit.model, serial: unit.serial }).trim() : "";
  const title = name || say("unit.unnamed", { id: unit.id });
  const where = [unit.ward, unit.zone].filter(Boolean).join(" · ");
  return (
    <>
      <Title plain={title}>
        {title} <span className="soft mono">{unit.id}</span>
      </Title>
      <p className="sub">
        {where && <>{where} · </>}
        {say("app.as_of", { when: moment(answer.as_of) })}
      </p>
      <Answer tone={toneOfUnit(answer)} word={wordOfUnit(say, answer)} sentence={sentenceOfUnit(say, answer)}>
        <Reasons of={answer} />
      </Answer>
      {records && <Record site={site} answer={answer} />}
      <Todo site={site} answer={answer} />
      <Touching site={site} answer={answer} />
      <Versions answer={answer} />
      <Ports answer={answer} />
      <Label answer={answer} />
      <Scope of={check.scope} />
      {check.sources.length > 0 && (
        <>
          <h2>{say("device.sources")}</h2>
          <Sources of={check.sources} />
        </>
      )}
      <p className="row">
        <Link href={`/sites/${encodeURIComponent(site)}?tab=units`}>{say("unit.to_register")}</Link>
        <Link href={`/network/${encodeURIComponent(site)}`}>{say("unit.to_network")}</Link>
      </p>
    </>
  );
}

/** What the page opens with. Only a unit whose release is known can be anything but blind. */
export function toneOfUnit({ state, check }: UnitAnswer): Tone {
  if (state === "retired") return "plain";
  return state === "joined" ? toneOf(check.verdict) : "blind";
}

function wordOfUnit(say: Say, { state, check }: UnitAnswer): string {
  if (state === "retired") return say("units.retired");
  return word(say, "verdict", state === "joined" ? check.verdict : "no-answer");
}

/** The sentence that answers "what about this unit?". */
export function sentenceOfUnit(say: Say, { state, unit, check }: UnitAnswer): string {
  if (state === "release-unknown") {
    return say("unit.sentence.release-unknown", { version: unit.version || say("unit.version.unknown") });
  }
  if (state !== "joined") return say(`unit.sentence.${state}`);
  const { vulnerabilities, verdict } = check;
  const parts: string[] = [];
  if (verdict === "no-answer") parts.push(say("device.sentence.no-answer"));
  if (vulnerabilities.length > 0) parts.push(say("unit.sentence.touched", { count: vulnerabilities.length }));
  const exploited = vulnerabilities.filter(({ known_exploited }) => known_exploited).length;
  if (exploited > 0) parts.push(say("device.sentence.exploited", { count: exploited }));
  const asks = check.findings.find(({ priority }) => priority === "blocking" || priority === "undecided");
  if (asks && vulnerabilities.length === 0) parts.push(asks.explanation);
  if (parts.length === 0) parts.push(say("unit.sentence.nothing"));
  return sentences(parts);
}

/** Coverage and the age of every source: without them no state is told. */
function Reasons({ of }: { of: UnitAnswer }) {
  const { say } = useSpeaking();
  const [release] = of.check.releases;
  const aged = of.check.sources.map(({ name, state, age_days }) => {
    if (state === "missing" || state === "future") return `${name} ${say(`source.${state}`)}`;
    return `${name} ${age_days === null ? say("source.age_unknown") : say("source.days", { count: age_days })}`;
  });
  return (
    <>
      {release && (
        <p>
          {say("unit.coverage", { watched: release.watched, countable: release.countable, release: release.release })}{" "}
          {release.countable > release.watched &&
            say("unit.coverage.rest", { count: release.countable - release.watched })}
        </p>
      )}
      <p>
        {say("unit.sources")}: {aged.join(" · ") || say("unit.sources.none")}
      </p>
    </>
  );
}
