import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { ask } from "../api/client";
import type { SignedIn } from "../api/server";
import { useSpeaking } from "../words/lang";
import { moment } from "../words/time";
import { Chip } from "./chip";
import { Trouble } from "./trouble";

/** Said on every page while wider access lasts. */
export function EmergencyBanner({ user }: { user: SignedIn }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => ask(lang, "/emergency", { method: "DELETE" }),
    onSuccess: () => client.resetQueries(),
  });
  if (!user.emergency) return null;
  return (
    <section className="answer bad" aria-label={say("emergency.title")}>
      <Chip tone="bad">{say("emergency.title")}</Chip>
      <div>
        <p>
          <strong>{say("emergency.until", { when: moment(user.emergency.until) })}</strong>
        </p>
        <p className="why">{user.emergency.reason}</p>
        {end.error && <Trouble fault={end.error} />}
      </div>
      <div>
        <button type="button" className="ghost" onClick={() => end.mutate()}>
          {say("emergency.end")}
        </button>
      </div>
    </section>
  );
}

const CLINICAL = ["biomedical", "clinical-safety", "hospital-it"];

/** Takes wider access, with a reason and an end. */
export function TakeEmergency({ user }: { user: SignedIn }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const take = useMutation({
    mutationFn: (form: FormData) =>
      ask(lang, "/emergency", {
        method: "POST",
        json: { reason: String(form.get("reason") ?? ""), minutes: Number(form.get("minutes")) },
      }),
    onSuccess: () => client.resetQueries(),
  });
  if (user.emergency || !user.roles.some((role) => CLINICAL.includes(role))) return null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    take.mutate(new FormData(event.currentTarget));
  };
  return (
    <section aria-labelledby="emergency">
      <h2 id="emergency">{say("emergency.title")}</h2>
      <details className="panel">
        <summary>{say("emergency.take")}</summary>
        <p className="why">{say("emergency.hint")}</p>
        {take.error && <Trouble fault={take.error} />}
        <form className="form" onSubmit={submit}>
          <label>
            {say("decide.reason")}
            <textarea name="reason" required minLength={10} rows={2} />
          </label>
          <label>
            {say("emergency.minutes")}
            <input name="minutes" type="number" min={5} max={240} defaultValue={60} required />
          </label>
          <button type="submit" disabled={take.isPending}>
            {say("emergency.go")}
          </button>
        </form>
      </details>
    </section>
  );
}
