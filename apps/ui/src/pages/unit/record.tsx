import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ask } from "../../api/client";
import { type UnitAnswer, type UnitRecord, type UnitRelease, unitPath } from "../../api/unit";
import { Chip } from "../../parts/chip";
import { Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { word } from "../../words/say";

/** What people can say about how they know a version. */
const EVIDENCE = ["read-from-device", "service-record", "reported-by-person"] as const;

/** A version that is in no dossier: it is typed. */
const OTHER = "";

/** The release that stands chosen: the newest where the unit runs an older one or nobody knows, else what it runs. */
export function proposed({ releases, newest, release, behind }: UnitAnswer): UnitRelease | undefined {
  const wanted = release !== null && behind !== "yes" ? release : newest;
  return releases.find(({ id }) => id === wanted) ?? releases[0];
}

/** Two buttons: a version was seen on the unit, or it cannot be brought to one for a reason. */
export function Record({ site, answer }: { site: string; answer: UnitAnswer }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const [told, setTold] = useState("");
  const record = useMutation({
    mutationFn: (done: UnitRecord) =>
      ask<UnitAnswer>(lang, unitPath(site, answer.unit.id), { method: "POST", json: { held: answer.held, ...done } }),
    onMutate: () => setTold(""),
    onSuccess: (_, done) => {
      setTold(
        done.done === "runs"
          ? say("unit.recorded.runs", { version: done.version })
          : say("unit.recorded.cannot", { release: done.release }),
      );
    },
    // Also after a conflict: what stands there now is to be seen.
    onSettled: () => client.invalidateQueries(),
  });
  return (
    <section aria-labelledby="do">
      <h2 id="do">{say("unit.do")}</h2>
      <div role="status">{told && <Chip tone="plain">{told}</Chip>}</div>
      {record.error && <Trouble fault={record.error} />}
      <div className="cols two">
        <Runs key={answer.held} answer={answer} send={record.mutate} waits={record.isPending} />
        {answer.device && (
          <Cannot key={`cannot ${answer.held}`} answer={answer} send={record.mutate} waits={record.isPending} />
        )}
      </div>
    </section>
  );
}

interface Sending {
  answer: UnitAnswer;
  send: (done: UnitRecord) => void;
  waits: boolean;
}

function Runs({ answer, send, waits }: Sending) {
  const { say } = useSpeaking();
  const { releases, newest, release, unit } = answer;
  const [chosen, choose] = useState(proposed(answer)?.label ?? OTHER);
  const [typed, setTyped] = useState(releases.length === 0 ? unit.version : "");
  const [evidence, setEvidence] = useState<string>(EVIDENCE[0]);
  const version = (chosen === OTHER ? typed : chosen).trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send({ done: "runs", version, evidence });
  };
  return (
    <form className="form panel" onSubmit={submit}>
      {releases.length > 0 && (
        <label>
          {say("unit.runs")}
          <select name="version" value={chosen} onChange={(event) => choose(event.target.value)}>
            {releases.map(({ id, label, date }) => (
              <option key={id} value={label}>
                {[label, date, id === release && say("unit.now"), id === newest && say("unit.newest")]
                  .filter(Boolean)
                  .join(" ")}
              </option>
            ))}
            <option value={OTHER}>{say("unit.runs.other")}</option>
          </select>
        </label>
      )}
      {chosen === OTHER && (
        <label>
          {say("unit.runs.typed")}
          <input
            name="typed"
            value={typed}
            maxLength={100}
            required
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      )}
      <label>
        {say("unit.evidence")}
        <select name="evidence" value={evidence} onChange={(event) => setEvidence(event.target.value)}>
          {EVIDENCE.map((how) => (
            <option key={how} value={how}>
              {word(say, "unit.evidence", how)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className="large" disabled={waits || version === ""}>
        {say("unit.runs.go", { version: version || "…" })}
      </button>
    </form>
  );
}

function Cannot({ answer, send, waits }: Sending) {
  const { say } = useSpeaking();
  const others = answer.releases.filter(({ id }) => id !== answer.release);
  const first = others.find(({ id }) => id === answer.newest) ?? others[0];
  const [release, choose] = useState(first?.id ?? "");
  const [reason, setReason] = useState("");
  if (!first) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send({ done: "cannot", release, reason });
  };
  return (
    <form className="form panel" onSubmit={submit}>
      <label>
        {say("unit.cannot.what")}
        <select name="release" value={release} onChange={(event) => choose(event.target.value)}>
          {others.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say("unit.cannot.reason")}
        <input
          name="reason"
          value={reason}
          maxLength={500}
          required
          aria-describedby="cannot-hint"
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <p className="why" id="cannot-hint">
        {say("unit.cannot.hint")}
      </p>
      <button type="submit" className="ghost large" disabled={waits || reason.trim() === ""}>
        {say("unit.cannot.go")}
      </button>
    </form>
  );
}
