import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { Finding } from "../../api/answers";
import { ask } from "../../api/client";
import { Chip } from "../../parts/chip";
import { useMay } from "../../parts/person";
import { Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { field } from "../signin";
import type { Chosen } from "./triage";

const STATUSES = ["under_investigation", "affected", "not_affected", "fixed"] as const;
const LABELS = [
  "component_not_present",
  "vulnerable_code_not_present",
  "vulnerable_code_not_in_execute_path",
  "vulnerable_code_cannot_be_controlled_by_adversary",
  "inline_mitigations_already_exist",
] as const;

/** Decides about a finding, by keyboard: status, label, reason, day. It waits for a second person after that. */
export function Decide(props: {
  device: string;
  release: string;
  finding: Finding;
  chosen?: { state: Chosen } | undefined;
  done: (waits: boolean) => void;
}) {
  const { device, release, finding, chosen, done } = props;
  if (!finding.vulnerability) return null;
  return (
    <DecideAbout
      path={`/devices/${encodeURIComponent(device)}/decisions`}
      about={{ finding: finding.id, release }}
      chosen={chosen}
      done={done}
    />
  );
}

/** The same about whatever the server is told. */
export function DecideAbout(props: {
  path: string;
  about: Record<string, string>;
  /** The state that was chosen elsewhere; the reason is asked for next. */
  chosen?: { state: Chosen } | undefined;
  /** Called when it is decided, with whether a second person must approve; who is told so says it. */
  done?: ((waits: boolean) => void) | undefined;
}) {
  const { path, about, chosen, done } = props;
  const { say, lang } = useSpeaking();
  const may = useMay("decide");
  const client = useQueryClient();
  const [status, setStatus] = useState("");
  const reason = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!chosen) return;
    setStatus(chosen.state);
    reason.current?.focus();
  }, [chosen]);
  const send = useMutation({
    mutationFn: (form: FormData) =>
      ask<{ waits: boolean }>(lang, path, {
        method: "POST",
        json: {
          ...about,
          ...Object.fromEntries(
            ["status", "justification", "reason", "until"].map((name) => [name, field(form, name)]),
          ),
        },
      }),
    onSuccess: ({ waits }) => {
      done?.(waits);
      return client.invalidateQueries();
    },
  });
  if (!may) return null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    send.mutate(new FormData(event.currentTarget));
  };
  return (
    <section aria-labelledby="decide">
      <h2 id="decide">{say("decide.title")}</h2>
      {send.error && <Trouble fault={send.error} />}
      <div role="status">
        {send.data && !done && <Chip tone="warn">{say(send.data.waits ? "decide.waits" : "decide.done")}</Chip>}
      </div>
      <form className="form panel" onSubmit={submit}>
        <fieldset>
          <legend>{say("decide.status")}</legend>
          {STATUSES.map((one) => (
            <label className="check" key={one}>
              <input
                type="radio"
                name="status"
                value={one}
                required
                checked={status === one}
                onChange={() => setStatus(one)}
              />
              {say(`vex.${one}`)}
            </label>
          ))}
        </fieldset>
        {status === "not_affected" && (
          <label>
            {say("decide.justification")}
            <select name="justification" required>
              {LABELS.map((one) => (
                <option key={one} value={one}>
                  {say(`vex.${one}`)}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          {say("decide.reason")}
          <textarea name="reason" required rows={3} ref={reason} />
        </label>
        <label>
          {say("decide.until")}
          <input name="until" type="date" />
        </label>
        <button type="submit" disabled={send.isPending}>
          {say("decide.go")}
        </button>
        <p className="hint">{say("decide.hint")}</p>
      </form>
    </section>
  );
}
