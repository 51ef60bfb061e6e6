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
import { Overview } from "./device/overview";
import { Sbom } from "./device/sbom";
import { sentence } from "./device/sentence";

const TABS = ["check", "findings", "decisions", "sbom", "diff", "history"] as const;

/** One device: what stands against its release, and what nobody looked at. */
export default function Device({ id, tab }: { id: string; tab: string }) {
  const { lang } = useSpeaking();
  const check = useQuery(question<CheckAnswer>(lang, `/devices/${encodeURIComponent(id)}/check`));
  return <Asked of={check}>{(answer) => <Shown id={id} tab={tab} answer={answer} />}</Asked>;
}

function Shown({ id, tab, answer }: { id: string; tab: string; answer: CheckAnswer }) {
  const { say, lang } = useSpeaking();
  const [, go] = useLocation();
  const { device, coverage, verdict } = answer;
  const name = named(lang, device, device.id);
  return (
    <>
      <Title plain={`${name} ${device.release}`}>
        {name} <span className="soft">{say("device.release", { release: device.release })}</span>
      </Title>
      <p className="sub">
        {say("device.components", { count: coverage.total })} · {say("app.as_of", { when: moment(answer.as_of) })}
        {answer.mirror && <> · {say("app.mirror", { hash: answer.mirror.slice(0, 12) })}</>}
      </p>
      <Answer tone={toneOf(verdict)} word={word(say, "verdict", verdict)} sentence={sentence(say, answer)} />
      <Tabs.Root
        value={TABS.find((one) => one === tab) ?? "check"}
        onValueChange={(to) =>
          go(to === "check" ? `/devices/${encodeURIComponent(id)}` : `/devices/${encodeURIComponent(id)}/${to}`)
        }
      >
        <Tabs.List className="tabs" aria-label={say("device.tabs")}>
          {TABS.map((one) => (
            <Tabs.Trigger key={one} value={one}>
              {say(`device.tab.${one}`)}
              {one === "findings" && <span className="why num">{answer.findings.length}</span>}
              {one === "sbom" && <span className="why num">{coverage.total}</span>}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="check" tabIndex={-1}>
          <Overview id={id} answer={answer} />
        </Tabs.Content>
        <Tabs.Content value="findings" tabIndex={-1}>
          <Findings id={id} answer={answer} />
        </Tabs.Content>
        <Tabs.Content value="decisions" tabIndex={-1}>
          <Decisions path={`/devices/${encodeURIComponent(id)}`} />
        </Tabs.Content>
        <Tabs.Content value="sbom" tabIndex={-1}>
          <Sbom id={id} />
        </Tabs.Content>
        <Tabs.Content value="diff" tabIndex={-1}>
          <Diff id={id} />
        </Tabs.Content>
        <Tabs.Content value="history" tabIndex={-1}>
          <History id={id} />
        </Tabs.Content>
      </Tabs.Root>
    </>
  );
}
