import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { NetworkDiff, NetworkDraft } from "../../api/answers";
import { question } from "../../api/client";
import { Chip, type Tone } from "../../parts/chip";
import { Answer, Asked } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { Files, Terms, useSigners } from "./draft";
import { Packet, RuleText } from "./proof";

/** Languages that rules are written in, with the names that people know them by. */
const LANGUAGES = [
  ["nftables", "nftables"],
  ["iptables", "iptables"],
  ["cisco-asa", "Cisco ASA"],
  ["aws", "AWS"],
  ["kubernetes", "Kubernetes"],
] as const;

/** Changes that are listed; all of them count. */
const SHOWN = 100;

const TONES: Record<string, Tone> = { opened: "bad", closed: "ok", "not-proved": "blind" };

/** Which device at which firewall of which site. */
export interface At {
  site: string;
  received: string;
  firewall: string;
  kept: boolean;
}

/** The language of the firewall, where the product tells it. */
function guessed(product: string): string {
  const text = product.toLowerCase();
  return LANGUAGES.find(([name]) => text.includes(name.replace("-", " ")))?.[0] ?? "nftables";
}

/** Rules for the device, written for a kind of firewall, held against the rules that are there, and handed over. */
export function Write({ at, product }: { at: At; product: string }) {
  const { say } = useSpeaking();
  const [language, setLanguage] = useState(guessed(product));
  const [wanted, setWanted] = useState(false);
  return (
    <section aria-labelledby="write" className="panel">
      <h2 id="write">{say("network.write.title")}</h2>
      <div className="inline">
        <label>
          {say("network.write.for")}
          <select value={language} onChange={(event) => setLanguage(event.target.value)}>
            {LANGUAGES.map(([name, shown]) => (
              <option key={name} value={name}>
                {shown}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => setWanted(true)}>
          {say("network.write.go")}
        </button>
      </div>
      {wanted && <Draft key={language} at={at} language={language} />}
    </section>
  );
}

function Draft({ at, language }: { at: At; language: string }) {
  const { say, lang } = useSpeaking();
  const [optional, setOptional] = useState<string[]>([]);
  const signers = useSigners();
  const query = new URLSearchParams({ received: at.received, firewall: at.firewall, for: language });
  if (optional.length > 0) query.set("with", optional.join(","));
  const path = `/sites/${encodeURIComponent(at.site)}/network`;
  const draft = useQuery(question<NetworkDraft>(lang, `${path}/generate?${query}`));
  const turn = (id: string, on: boolean) =>
    setOptional((held) => (on ? [...held, id] : held.filter((one) => one !== id)));
  return (
    <Asked of={draft}>
      {(answer) => {
        const flows = [...answer.kept, ...answer.stopped].filter(({ need }) => need === "optional");
        return (
          <>
            <Answer
              tone="warn"
              word={say("network.draft")}
              sentence={say("network.draft.sentence", { people: signers(answer) })}
              action={<Files draft={answer} />}
            />
            {flows.length > 0 && (
              <fieldset>
                <legend className="why">{say("network.write.optional")}</legend>
                {flows
                  .sort((a, b) => a.id.localeCompare(b.id))
                  .map(({ id, purpose }) => (
                    <label key={id} className="row">
                      <input
                        type="checkbox"
                        checked={optional.includes(id)}
                        onChange={(event) => turn(id, event.target.checked)}
                      />
                      <span>
                        <span className="mono">{id}</span> {purpose}
                      </span>
                    </label>
                  ))}
              </fieldset>
            )}
            <h3>{say("network.diff")}</h3>
            {at.kept ? <Changes path={`${path}/diff?${query}`} /> : <p className="why">{say("network.diff.none")}</p>}
            <Terms draft={answer} />
          </>
        );
      }}
    </Asked>
  );
}

/** What the draft does otherwise than the rules that are held. */
function Changes({ path }: { path: string }) {
  const { say, lang } = useSpeaking();
  const diff = useQuery(question<NetworkDiff>(lang, path));
  return (
    <Asked of={diff}>
      {({ verdict, changes, not_proved }) => {
        const count = (change: string) => changes.filter((one) => one.change === change).length;
        const open = count("not-proved") + not_proved.length;
        const tone: Tone = verdict === "same" ? "ok" : verdict === "changed" ? "warn" : "blind";
        return (
          <>
            <p role="status">
              <Chip tone={tone}>{say(`network.diff.${verdict}`)}</Chip>{" "}
              {verdict === "same"
                ? say("network.diff.sentence.same")
                : say("network.diff.sentence", { opened: count("opened"), closed: count("closed"), open })}
            </p>
            {changes.length > 0 && (
              <div className="wide">
                <table className="stack" aria-label={say("network.diff.list")}>
                  <thead>
                    <tr>
                      <th scope="col">{say("network.diff.way")}</th>
                      <th scope="col">{say("network.diff.packet")}</th>
                      <th scope="col">{say("network.diff.old")}</th>
                      <th scope="col">{say("network.diff.new")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {changes.slice(0, SHOWN).map(({ change, witness, old, new: now }, at) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: two changes may show the same packet
                      <tr key={at}>
                        <td>
                          <Chip tone={TONES[change] ?? "blind"}>
                            {say(change === "not-proved" ? "network.diff.not-proved.way" : `network.diff.${change}`)}
                          </Chip>
                        </td>
                        <td>
                          <Packet witness={witness} />
                        </td>
                        <td className="break" data-label={say("network.diff.old")}>
                          <RuleText rule={old} />
                        </td>
                        <td className="break" data-label={say("network.diff.new")}>
                          <RuleText rule={now} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
            {changes.length > SHOWN && (
              <p className="why">{say("app.rows.of", { shown: SHOWN, count: changes.length })}</p>
            )}
          </>
        );
      }}
    </Asked>
  );
}
