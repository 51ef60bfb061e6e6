import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Difference, NetworkAnswer, Rule, Witness } from "../../api/answers";
import { question } from "../../api/client";
import { Chip, State, toneOf } from "../../parts/chip";
import { Facts } from "../../parts/facts";
import { Answer, Asked } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { type Say, sentences } from "../../words/say";
import { moment, number } from "../../words/time";

/** Paths that are listed; all of them count. */
const SHOWN = 50;

/** The proof of the kept rules of a firewall against the profile of a device. */
export function useProof(site: string, received: string, firewall: string, wanted: boolean) {
  const { lang } = useSpeaking();
  const query = new URLSearchParams({ received, firewall });
  const path = `/sites/${encodeURIComponent(site)}/network/verify?${query}`;
  return useQuery({ ...question<NetworkAnswer>(lang, path), enabled: wanted && received !== "" && firewall !== "" });
}

/** What it says. */
export function Proof({ of: proof }: { of: ReturnType<typeof useProof> }) {
  return <Asked of={proof}>{(answer) => <Shown answer={answer} />}</Asked>;
}

/** The sentence about a proof; equality here says nothing of paths around the firewall. */
export function proofSentence(say: Say, answer: NetworkAnswer): string {
  const { undeclared, blocked, not_proved, paths_not_filtered, verdict } = answer;
  const parts: string[] = [];
  if (undeclared.length > 0) parts.push(say("network.sentence.undeclared", { count: undeclared.length }));
  if (blocked.length > 0) parts.push(say("network.sentence.blocked", { count: blocked.length }));
  if (not_proved.length > 0) parts.push(say("network.sentence.not_proved", { count: not_proved.length }));
  if (parts.length === 0)
    parts.push(say(verdict === "equal-at-this-firewall" ? "network.sentence.equal" : "network.verdict.not-proved"));
  if (paths_not_filtered.length > 0) parts.push(say("network.sentence.paths", { count: paths_not_filtered.length }));
  return sentences(parts);
}

function Shown({ answer }: { answer: NetworkAnswer }) {
  const { say } = useSpeaking();
  const { verdict, undeclared, blocked, not_proved, controls, paths_not_filtered } = answer;
  return (
    <>
      <Answer tone={toneOf(verdict)} word={say(`network.verdict.${verdict}`)} sentence={proofSentence(say, answer)}>
        {say("app.as_of", { when: moment(answer.as_of) })} · <Captured answer={answer} />
      </Answer>
      <div className="cols">
        <section aria-labelledby="undeclared">
          <h2 id="undeclared">{say("network.undeclared")}</h2>
          <Differences of={undeclared} tone="bad" word={say("network.close")} none={say("network.undeclared.none")} />
        </section>
        <section aria-labelledby="blocked">
          <h2 id="blocked">{say("network.blocked")}</h2>
          <Differences of={blocked} tone="warn" word={say("network.opens")} none={say("network.blocked.none")} />
        </section>
      </div>
      {not_proved.length > 0 && (
        <>
          <h2>{say("network.not_proved")}</h2>
          {not_proved.map((open) => (
            <div className="panel" key={`${open.reason} ${open.rule?.file} ${open.rule?.line} ${open.flow}`}>
              <Chip tone="blind">{open.explanation}</Chip>
              <Facts
                of={[
                  [say("network.rule"), open.rule && <RuleText rule={open.rule} />],
                  [say("network.witness"), open.witness && <Packet witness={open.witness} />],
                  [say("network.flow"), open.flow],
                ]}
              />
            </div>
          ))}
        </>
      )}
      {controls.length > 0 && <Controls of={controls} />}
      {paths_not_filtered.length > 0 && <Paths of={paths_not_filtered} />}
      <Evidence answer={answer} />
    </>
  );
}

function Captured({ answer }: { answer: NetworkAnswer }) {
  const { say } = useSpeaking();
  const { captured_at } = answer.evidence;
  return captured_at
    ? say("network.evidence.captured", { date: captured_at })
    : say("network.evidence.captured.unknown");
}

/** A packet that shows something. */
export function Packet({ witness }: { witness: Witness }) {
  const end = (address: string, port: number | null) => {
    const shown = address.includes(":") ? `[${address}]` : address;
    return port === null ? address : `${shown}:${port}`;
  };
  return (
    <span className="mono">
      {witness.protocol} {end(witness.source, witness.source_port)} →{" "}
      {end(witness.destination, witness.destination_port)}
    </span>
  );
}

/** A rule with its place. */
export function RuleText({ rule }: { rule: Rule | null }) {
  const { say } = useSpeaking();
  if (!rule) return say("network.no_rule");
  return (
    <span className="mono">
      {rule.file.split("/").at(-1)}:{rule.line} {rule.text}
    </span>
  );
}

function Differences(props: { of: Difference[]; tone: "bad" | "warn"; word: string; none: ReactNode }) {
  const { say } = useSpeaking();
  if (props.of.length === 0) return <p className="panel">{props.none}</p>;
  return props.of.map((difference) => {
    const { witness, rule, rule_text, flow } = difference;
    return (
      <div
        className="panel"
        key={`${rule?.file} ${rule?.line} ${flow} ${witness.source} ${witness.destination} ${witness.destination_port} ${witness.protocol}`}
      >
        <p>
          <span className={`chip ${props.tone}`}>
            <span aria-hidden="true">{props.tone === "bad" ? "▲" : "●"}</span>
            {witness.protocol} {witness.destination_port ?? ""}
          </span>
        </p>
        <Facts
          of={[
            [say("network.flow"), flow],
            [say("network.witness"), <Packet key="witness" witness={witness} />],
            [say("network.rule"), <RuleText key="rule" rule={rule} />],
            [props.word, rule_text ? <Text key="text" of={rule_text} /> : say("network.no_text")],
          ]}
        />
      </div>
    );
  });
}

/** The rule text, and a button that copies it. */
function Text({ of }: { of: string }) {
  const { say } = useSpeaking();
  const [copied, setCopied] = useState(false);
  return (
    <>
      <pre className="mono">{of}</pre>
      <button
        type="button"
        className="ghost"
        onClick={() => void navigator.clipboard.writeText(of).then(() => setCopied(true))}
      >
        <span role="status">{say(copied ? "network.copied" : "network.copy")}</span>
      </button>
    </>
  );
}

function Controls({ of }: { of: NetworkAnswer["controls"] }) {
  const { say } = useSpeaking();
  return (
    <>
      <h2>{say("network.controls")}</h2>
      <ul className="worst">
        {of.map((control) => (
          <li key={control.control}>
            <div>
              <strong>{control.control}</strong> {control.effect}
              <Facts
                className="why"
                of={[
                  [say("network.witness"), control.witness && <Packet witness={control.witness} />],
                  [say("network.rule"), control.rule && <RuleText rule={control.rule} />],
                  [say("app.why"), control.reason],
                ]}
              />
            </div>
            <State prefix="network.control" state={control.state} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Paths({ of }: { of: NetworkAnswer["paths_not_filtered"] }) {
  const { say } = useSpeaking();
  return (
    <details className="panel">
      <summary>
        {say("network.paths")}: {of.length}
      </summary>
      <ul>
        {of.slice(0, SHOWN).map(({ path, state }) => (
          <li key={`${path} ${state}`} className="row">
            <State prefix="network.path" state={state} /> {path}
          </li>
        ))}
      </ul>
      {of.length > SHOWN && <p className="why">{say("app.rows.of", { shown: SHOWN, count: of.length })}</p>}
    </details>
  );
}

function Evidence({ answer }: { answer: NetworkAnswer }) {
  const { say, lang } = useSpeaking();
  const { evidence } = answer;
  return (
    <details className="panel">
      <summary>{say("network.evidence")}</summary>
      <p>
        {say("network.evidence.profile", {
          version: evidence.profile_version,
          hash: evidence.profile_sha256.slice(0, 12),
        })}
      </p>
      {evidence.rules.map((rules) => (
        <p key={rules.sha256} className="break">
          {rules.file.split("/").at(-1)}:{" "}
          {say("network.evidence.rules", {
            count: evidence.rules_read,
            language: rules.language ?? "–",
            hash: rules.sha256.slice(0, 12),
          })}
        </p>
      ))}
      <p>
        <Captured answer={answer} /> · {say("network.evidence.units", { count: evidence.units.length })} ·{" "}
        {evidence.firewall} · {number(lang, evidence.rules_read)}
      </p>
    </details>
  );
}
