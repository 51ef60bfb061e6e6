import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { PackageReceive } from "../../api/answers";
import { ask, Problem } from "../../api/client";
import { Chip } from "../../parts/chip";
import { Facts } from "../../parts/facts";
import { Trouble } from "../../parts/trouble";
import { named, useSpeaking } from "../../words/lang";

/** What the facility answers to a duty; nothing yet when it is not there. */
interface Answer {
  taken: "" | "accept" | "refuse";
  reason: string;
}

type Answers = Record<string, Answer>;

/** What is sent with a package. */
interface Sending {
  file: File;
  trust: string;
  answers: Answers;
  dry: boolean;
}

/** The package with the words of the person, which travel in the body: addresses are written down on the way. */
function form({ file, trust, answers }: Sending): FormData {
  const asked = new FormData();
  if (trust) asked.set("trust", trust);
  const each = Object.entries(answers);
  const taken = each.filter(([, { taken }]) => taken === "accept").map(([id]) => id);
  const refused = each.filter(([, { taken }]) => taken === "refuse").map(([id, { reason }]) => `${id}=${reason}`);
  if (taken.length > 0) asked.set("accept", taken.join(","));
  if (refused.length > 0) asked.set("refuse", refused.join("\n"));
  asked.set("package", file);
  return asked;
}

/** A signed package of a maker: verified and tried first, taken in when a person says so. */
export function Receive({ site }: { site: string }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const [file, setFile] = useState<File>();
  const [trust, setTrust] = useState("");
  const [answers, setAnswers] = useState<Answers>({});
  const send = (sending: Sending) =>
    ask<PackageReceive>(lang, `/sites/${encodeURIComponent(site)}/packages?dry_run=${sending.dry}`, {
      method: "POST",
      form: form(sending),
    });
  const trial = useMutation({ mutationFn: send });
  const take = useMutation({ mutationFn: send, onSuccess: () => client.invalidateQueries() });
  const attempt = (next: File, key: string) => {
    take.reset();
    setFile(next);
    setTrust(key);
    setAnswers({});
    trial.mutate({ file: next, trust: key, answers: {}, dry: true });
  };
  const forget = () => {
    trial.reset();
    take.reset();
    setFile(undefined);
    setTrust("");
  };
  const fault = take.error ?? trial.error;
  return (
    <section aria-labelledby="receive">
      <h2 id="receive">{say("receive.title")}</h2>
      <div className="drop">
        <p className="why">{say("receive.hint")}</p>
        <div className="inline">
          <Choose label={say("receive.choose")} accept=".tutela,.age" chosen={(next) => attempt(next, "")} />
          {file && (
            <Choose
              label={say("receive.key")}
              accept=".pub,.json"
              chosen={(key) => void key.text().then((text) => attempt(file, text))}
            />
          )}
        </div>
        <div role="status">
          {trial.isPending && <p>{say("receive.running")}</p>}
          {take.isSuccess && (
            <p>
              <Chip tone="ok">{say("receive.taken", { number: take.data.package.sequence })}</Chip>
            </p>
          )}
        </div>
        {fault && <Trouble fault={fault} />}
        {fault instanceof Problem && <p className="why">{say("receive.key.hint")}</p>}
        {file && trial.data && !take.isSuccess && (
          <Tried answer={trial.data} name={file.name}>
            <Duties of={trial.data} answers={answers} change={setAnswers} />
            <div className="row">
              <button
                type="button"
                disabled={take.isPending || Object.values(answers).some(unsaid)}
                onClick={() => take.mutate({ file, trust, answers, dry: false })}
              >
                {say("receive.take")}
              </button>
              <button type="button" className="ghost" onClick={forget}>
                {say("units.import.refuse")}
              </button>
            </div>
          </Tried>
        )}
      </div>
    </section>
  );
}

/** A duty that is refused without a reason: the maker needs it. */
const unsaid = ({ taken, reason }: Answer) => taken === "refuse" && reason.trim() === "";

function Choose(props: { label: string; accept: string; chosen: (file: File) => void }) {
  const [times, setTimes] = useState(0);
  return (
    <label className="button ghost file">
      {props.label}
      <input
        className="hidden"
        type="file"
        accept={props.accept}
        key={times}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file can be chosen again.
          setTimes(times + 1);
          if (file) props.chosen(file);
        }}
      />
    </label>
  );
}

function Tried({ answer, name, children }: { answer: PackageReceive; name: string; children: ReactNode }) {
  const { say } = useSpeaking();
  const { package: packed } = answer;
  const files = {
    added: answer.files_added.length,
    changed: answer.files_changed.length,
    gone: answer.files_gone.length,
  };
  const withheld = packed.withheld.map(({ path, count }) => path ?? say("receive.withheld.files", { count }));
  const place = { number: packed.sequence, before: answer.before ?? 0, skipped: answer.skipped };
  const order = answer.again ? "again" : answer.before === null ? "first" : answer.skipped > 0 ? "skipped" : "follows";
  return (
    <>
      <h3>{name}</h3>
      <p role="status">
        <Chip tone="ok">{say("receive.fits", { number: packed.sequence, device: packed.device })}</Chip>
      </p>
      <Facts
        of={[
          [say("sites.signer"), answer.signer],
          [say("receive.new_key"), answer.new_key && <Chip tone="warn">{say("receive.new_key.why")}</Chip>],
          [say("receive.order"), say(`receive.order.${order}`, place)],
          [say("sites.next_due"), packed.next_due],
          [say("receive.files"), say("receive.files.of", files)],
          [say("receive.blind"), say("receive.blind.of", { before: answer.blind_before, after: answer.blind_after })],
          [say("receive.withheld"), withheld.join(" · ")],
        ]}
      />
      {answer.releases.length > 0 && <Releases of={answer.releases} />}
      {children}
    </>
  );
}

function Releases({ of }: { of: PackageReceive["releases"] }) {
  const { say } = useSpeaking();
  const state = (held: PackageReceive["releases"][number]["before"]) =>
    held ? say("receive.state", { components: held.components, findings: held.open_findings }) : "–";
  return (
    <div className="wide">
      <table className="stack" aria-label={say("receive.releases")}>
        <thead>
          <tr>
            <th scope="col">{say("units.release")}</th>
            <th scope="col" className="num">
              {say("network.units")}
            </th>
            <th scope="col">{say("receive.before")}</th>
            <th scope="col">{say("receive.after")}</th>
          </tr>
        </thead>
        <tbody>
          {of.map((row) => (
            <tr key={row.release}>
              <th scope="row">{row.release}</th>
              <td className="num" data-label={say("network.units")}>
                {row.units_before} → {row.units_after}
              </td>
              <td data-label={say("receive.before")}>{state(row.before)}</td>
              <td data-label={say("receive.after")}>{state(row.after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The duties that move to the facility, each with its answer. */
function Duties(props: { of: PackageReceive; answers: Answers; change: (answers: Answers) => void }) {
  const { say, lang } = useSpeaking();
  const { duties } = props.of.package;
  if (duties.length === 0) return null;
  const set = (id: string, answer: Answer) => props.change({ ...props.answers, [id]: answer });
  return (
    <>
      <h3>{say("receive.duties")}</h3>
      {duties.map(({ id, task_en, task_ja, answer, reason }) => {
        const said = props.answers[id] ?? { taken: "", reason: "" };
        return (
          <fieldset key={id} className="form panel">
            <legend>{named(lang, { name_en: task_en, name_ja: task_ja }, id)}</legend>
            <p className="why">
              {say(`receive.duty.${answer === "accepted" || answer === "refused" ? answer : "open"}`)}
              {reason && `: ${reason}`}
            </p>
            {(["", "accept", "refuse"] as const).map((taken) => (
              <label className="check" key={taken}>
                <input
                  type="radio"
                  name={`duty ${id}`}
                  value={taken}
                  checked={said.taken === taken}
                  onChange={() => set(id, { ...said, taken })}
                />
                {say(`receive.answer.${taken || "later"}`)}
              </label>
            ))}
            {said.taken === "refuse" && (
              <label>
                {say("receive.reason")}
                <input
                  value={said.reason}
                  required
                  onChange={(event) => set(id, { ...said, reason: event.target.value })}
                />
              </label>
            )}
          </fieldset>
        );
      })}
    </>
  );
}
