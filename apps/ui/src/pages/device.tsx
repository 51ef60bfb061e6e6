import * as Tabs from "@radix-ui/react-tabs";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "wouter";
import type { CheckAnswer } from "../api/answers";
import { question } from "../api/client";
import { toneOf } from "../parts/chip";
import { Title } from "../parts/title";
import { Answer, Asked } from "../parts/trouble";
import { named, useSpeaking } from "../words/lang";
import { word } from "../words/say";
import { moment } from "../words/time";
import { Decisions } from "./device/decisions";
import { Diff } from "./device/diff";
import { Findings } from "./device/findings";
import { History } from "./device/history";
import { Offer } from "./device/offer";
import { Overview } from "./device/overview";
import { Sbom } from "./device/sbom";
import { sentence } from "./device/sentence";
import { Stage } from "./device/stage";
import { asked, Banner, Day, Nothing, nothingKnown, pageOf, type Then, useThen } from "./device/then";

const TABS = ["check", "findings", "decisions", "sbom", "diff", "history"] as const;

/** One device: what stands against its release, and what nobody looked at. */
export default function Device({ id, tab }: { id: string; tab: string }) {
  const { lang } = useSpeaking();
  const then = useThen();
  const check = useQuery(question<CheckAnswer>(lang, `/devices/${encodeURIComponent(id)}/check${asked(then)}`));
  if (nothingKnown(check.error))
    return (
      <>
        <Title plain={id}>{id}</Title>
        <Day id={id} tab={tab} then={then} />
        <Nothing fault={check.error} />
      </>
    );
  return <Asked of={check}>{(answer) => <Shown id={id} tab={tab} answer={answer} then={then} />}</Asked>;
}

function Shown({ id, tab, answer, then }: { id: string; tab: string; answer: CheckAnswer; then: Then }) {
  const { say, lang } = useSpeaking();
  const [, go] = useLocation();
  const { device, coverage, verdict } = answer;
  const name = named(lang, device, device.id);
  const tone = toneOf(verdict);
  // What two releases differ in is told of the newest revision alone.
  const tabs = TABS.filter((one) => !then.at || one !== "diff");
  const shown = tabs.find((one) => one === tab) ?? "check";
  return (
    <>
      <Title plain={`${name} ${device.release}`}>
        {name} <span className="soft">{say("device.release", { release: device.release })}</span>
      </Title>
      <p className="sub">
        {say("device.components", { count: coverage.total })} · {say("app.as_of", { when: moment(answer.as_of) })}
        {answer.mirror && <> · {say("app.mirror", { hash: answer.mirror.slice(0, 12) })}</>}
      </p>
      <Stage id={id} tab={shown} then={then} shown={device.release} />
      <Day id={id} tab={shown} then={then} />
      {then.at && <Banner id={id} answer={answer} then={then} />}
      <Answer
        tone={then.at && tone === "ok" ? "blind" : tone}
        word={word(say, "verdict", verdict)}
        sentence={sentence(say, answer)}
      />
      <Tabs.Root value={shown} onValueChange={(to) => go(pageOf(id, to, then))}>
        <Tabs.List className="tabs" aria-label={say("device.tabs")}>
          {tabs.map((one) => (
            <Tabs.Trigger key={one} value={one}>
              {say(`device.tab.${one}`)}
              {one === "findings" && <span className="why num">{answer.findings.length}</span>}
              {one === "sbom" && <span className="why num">{coverage.total}</span>}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="check" tabIndex={-1}>
          <Overview id={id} answer={answer} then={then} />
        </Tabs.Content>
        <Tabs.Content value="findings" tabIndex={-1}>
          <Findings id={id} answer={answer} past={then.at !== ""} />
        </Tabs.Content>
        <Tabs.Content value="decisions" tabIndex={-1}>
          <Decisions path={`/devices/${encodeURIComponent(id)}`} at={then.at} />
        </Tabs.Content>
        <Tabs.Content value="sbom" tabIndex={-1}>
          {!then.at && <Offer id={id} release={device.release} />}
          <Sbom id={id} at={then.at} listed={then.release ? coverage.components : undefined} />
        </Tabs.Content>
        <Tabs.Content value="diff" tabIndex={-1}>
          <Diff id={id} />
        </Tabs.Content>
        <Tabs.Content value="history" tabIndex={-1}>
          <History id={id} at={then.at} />
        </Tabs.Content>
      </Tabs.Root>
    </>
  );
}
