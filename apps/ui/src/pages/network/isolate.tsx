import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { DraftFlow, NetworkDraft } from "../../api/answers";
import { question } from "../../api/client";
import { Chip } from "../../parts/chip";
import { Answer, Asked } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { sentences } from "../../words/say";
import { Files, Terms, useSigners } from "./draft";

/** Units that are offered while a person types; any other may be named too. */
const OFFERED = 200;

/** Languages whose rules end connections that are there already, as an isolation has to. */
const LANGUAGES = ["nftables", "iptables"] as const;

interface Register {
  items: { id: string; ward: string; model: string }[];
}

/** The isolation of one unit, shown before anybody does it: what stops for the patient, what goes on. */
export function Isolate({ site, firewall }: { site: string; firewall: string }) {
  const { say, lang } = useSpeaking();
  const [unit, setUnit] = useState("");
  const [language, setLanguage] = useState<string>(LANGUAGES[0]);
  const path = `/sites/${encodeURIComponent(site)}`;
  const units = useQuery(question<Register>(lang, `${path}/units?state=joined&limit=${OFFERED}`));
  const ask = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setUnit(String(new FormData(event.currentTarget).get("unit") ?? "").trim());
  };
  return (
    <section aria-labelledby="isolate" className="panel">
      <h2 id="isolate">{say("network.isolate.title")}</h2>
      <p className="why">{say("network.isolate.hint")}</p>
      <form className="inline" onSubmit={ask}>
        <label>
          {say("network.isolate.unit")}
          <input name="unit" required list="isolate-units" autoComplete="off" spellCheck={false} />
        </label>
        <datalist id="isolate-units">
          {units.data?.items.map(({ id, ward, model }) => (
            <option key={id} value={id}>
              {`${model} ${ward}`}
            </option>
          ))}
        </datalist>
        <label>
          {say("network.write.for")}
          <select value={language} onChange={(event) => setLanguage(event.target.value)}>
            {LANGUAGES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <button type="submit" className="danger">
          {say("network.isolate.go")}
        </button>
      </form>
      {unit && <Plan key={`${unit} ${firewall} ${language}`} of={{ path, unit, firewall, language }} />}
    </section>
  );
}

function Plan({ of }: { of: { path: string; unit: string; firewall: string; language: string } }) {
  const { say, lang } = useSpeaking();
  const signers = useSigners();
  const [stop, setStop] = useState<string[]>([]);
  const { path, unit, firewall, language } = of;
  const query = new URLSearchParams({ unit, firewall, for: language, undecided: "keep" });
  if (stop.length > 0) query.set("stop", stop.join(","));
  const plan = useQuery(question<NetworkDraft>(lang, `${path}/network/isolate?${query}`));
  const turn = (id: string) =>
    setStop((held) => (held.includes(id) ? held.filter((one) => one !== id) : [...held, id]));
  const undecided = ({ need, essential_for_care }: DraftFlow) => need === "needed" && essential_for_care === null;
  return (
    <Asked of={plan}>
      {(draft) => {
        const open = draft.kept.filter(undecided).length;
        const flows = (list: DraftFlow[]) => say("network.isolate.flows", { count: list.length });
        const counted = { unit, stopped: flows(draft.stopped), kept: flows(draft.kept) };
        const parts = [say("network.isolate.sentence", counted), say("network.isolate.undeclared")];
        return (
          <>
            <Answer
              tone="warn"
              word={say("network.draft")}
              sentence={sentences(parts)}
              action={<Files draft={draft} />}
            >
              {say("network.draft.sentence", { people: signers(draft) })}
            </Answer>
            {open > 0 && (
              <p>
                <Chip tone="blind">{say("network.isolate.decide", { count: open })}</Chip>
              </p>
            )}
            <div className="cols">
              <Flows
                title="stops"
                of={draft.stopped}
                turn={(flow) => stop.includes(flow.id) && (() => turn(flow.id))}
              />
              <Flows title="keeps" of={draft.kept} turn={(flow) => undecided(flow) && (() => turn(flow.id))} />
            </div>
            <Terms draft={draft} />
          </>
        );
      }}
    </Asked>
  );
}

/** Flows with what it means for the patient; `turn` gives what moves one to the other side, where a person may. */
function Flows(props: { title: "stops" | "keeps"; of: DraftFlow[]; turn: (flow: DraftFlow) => false | (() => void) }) {
  const { say } = useSpeaking();
  const { title, of, turn } = props;
  return (
    <section aria-labelledby={`isolate-${title}`}>
      <h3 id={`isolate-${title}`}>{say(`network.isolate.${title}`)}</h3>
      {of.length === 0 && <p>{say(`network.isolate.${title}.none`)}</p>}
      <ul className="worst">
        {of.map((flow) => {
          const go = turn(flow);
          return (
            <li key={flow.id}>
              <div>
                <strong>{flow.purpose || flow.id}</strong> <span className="mono">{flow.id}</span>
                <p className="why">
                  {say("network.isolate.effect")}: {flow.effect_if_blocked ?? say("network.isolate.effect.unknown")}
                </p>
                {go && (
                  <button type="button" className="ghost" onClick={go}>
                    {say(title === "keeps" ? "network.isolate.stop" : "network.isolate.keep")}
                  </button>
                )}
              </div>
              <Care of={flow} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Care({ of }: { of: DraftFlow }) {
  const { say } = useSpeaking();
  if (of.essential_for_care === null) return <Chip tone="blind">{say("network.isolate.unsaid")}</Chip>;
  return of.essential_for_care ? (
    <Chip tone="bad">{say("network.isolate.essential")}</Chip>
  ) : (
    <Chip tone="plain">{say("network.isolate.dispensable")}</Chip>
  );
}
