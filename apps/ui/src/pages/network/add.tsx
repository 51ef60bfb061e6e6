import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { AddedRules } from "../../api/answers";
import { ask } from "../../api/client";
import { Chip } from "../../parts/chip";
import { Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";

/** Doubts that are shown; all of them count. */
const SHOWN = 20;

interface Sending {
  query: URLSearchParams;
  file: File;
}

/** The rules of a firewall, taken in without their secrets: tried first, kept when a person says so. */
export function Add({ site, firewall }: { site: string; firewall: string }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const [tried, setTried] = useState<Sending>();
  const [over, setOver] = useState(false);
  const [dropped, setDropped] = useState<File>();
  const send = ({ query, file }: Sending, dry: boolean) =>
    ask<AddedRules>(lang, `/sites/${encodeURIComponent(site)}/rules?${query}&dry_run=${dry}`, {
      method: "POST",
      body: file,
    });
  const trial = useMutation({ mutationFn: (sending: Sending) => send(sending, true) });
  const keep = useMutation({
    mutationFn: (sending: Sending) => send(sending, false),
    onSuccess: () => client.invalidateQueries(),
  });
  const attempt = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const chosen = form.get("file");
    const file = chosen instanceof File && chosen.name ? chosen : dropped;
    if (!file) return;
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const query = new URLSearchParams({ firewall, file: file.name });
    for (const name of ["captured_at", "configuration"]) if (text(name)) query.set(name, text(name));
    keep.reset();
    setTried({ query, file });
    trial.mutate({ query, file });
  };
  const fault = keep.error ?? trial.error;
  return (
    <section aria-labelledby="add-rules" className="panel">
      <h2 id="add-rules">{say("network.add.title")}</h2>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is beside the button that does the same by keys */}
      <div
        className={over ? "drop over" : "drop"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          setDropped(event.dataTransfer.files[0]);
        }}
      >
        <p className="why">{say("network.add.hint")}</p>
        <form className="inline" onSubmit={attempt}>
          <label>
            {say("network.add.file")}
            <input name="file" type="file" required={!dropped} onChange={() => setDropped(undefined)} />
          </label>
          {dropped && <span className="mono break">{dropped.name}</span>}
          <label>
            {say("network.add.captured_at")}
            <input name="captured_at" type="date" required max={new Date().toISOString().slice(0, 10)} />
          </label>
          <label>
            {say("network.add.configuration")}
            <select name="configuration" defaultValue="">
              <option value="">{say("network.add.configuration.unknown")}</option>
              <option value="running">{say("network.add.configuration.running")}</option>
              <option value="stored">{say("network.add.configuration.stored")}</option>
            </select>
          </label>
          <button type="submit" disabled={trial.isPending}>
            {say("network.add.go")}
          </button>
        </form>
        <div role="status">
          {keep.isSuccess && <Chip tone="ok">{say("network.add.kept")}</Chip>}
          {trial.data && !keep.isSuccess && !fault && <Tried answer={trial.data} />}
        </div>
        {fault && <Trouble fault={fault} />}
        {tried && trial.data && !keep.isSuccess && !fault && (
          <button type="button" disabled={keep.isPending} onClick={() => keep.mutate(tried)}>
            {say("network.add.keep")}
          </button>
        )}
      </div>
    </section>
  );
}

function Tried({ answer }: { answer: AddedRules }) {
  const { say } = useSpeaking();
  return (
    <>
      <p>
        {say("network.add.tried", { count: answer.rules_read, firewall: answer.firewall })}{" "}
        {answer.replaces && say("network.add.replaces", { date: answer.replaces })}
      </p>
      {answer.files.map(({ file, language, removed, look_at }) => (
        <div key={file}>
          <p className="why">
            <span className="mono">{file}</span> · {say("network.add.language", { language })} ·{" "}
            {say("network.add.removed", { count: removed.length })}
          </p>
          {look_at.length > 0 && (
            <p>
              <Chip tone="warn">{say("network.add.look", { lines: look_at.slice(0, SHOWN).join(", ") })}</Chip>
            </p>
          )}
        </div>
      ))}
      {answer.findings.length > 0 && (
        <details>
          <summary>{say("network.add.doubts", { count: answer.findings.length })}</summary>
          <ul>
            {answer.findings.slice(0, SHOWN).map(({ id, what, next }) => (
              <li key={id}>
                {what} <span className="why">{next}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
