import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { ask, question } from "../../api/client";
import type { MadeWebhook, Trial, Webhook } from "../../api/notices";
import { Secret } from "../../parts/secret";
import { Asked, Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { field } from "../signin";

/** Where events of this organisation are posted. */
export function Webhooks() {
  const { say, lang } = useSpeaking();
  const webhooks = useQuery(question<{ items: Webhook[] }>(lang, "/webhooks"));
  return (
    <section aria-labelledby="webhooks">
      <h2 id="webhooks">{say("webhook.title")}</h2>
      <p className="why">{say("webhook.why")}</p>
      <Asked of={webhooks}>
        {({ items }) => (items.length === 0 ? <p className="panel">{say("webhook.none")}</p> : <Rows items={items} />)}
      </Asked>
      <Add />
    </section>
  );
}

function Rows({ items }: { items: Webhook[] }) {
  const { say } = useSpeaking();
  return (
    <div className="wide">
      <table className="stack">
        <thead>
          <tr>
            <th scope="col">{say("webhook.label")}</th>
            <th scope="col">{say("webhook.url")}</th>
            <th scope="col">{say("webhook.urgent")}</th>
            <th scope="col">{say("admin.active")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((webhook) => (
            <tr key={webhook.id}>
              <th scope="row">{webhook.label}</th>
              <td className="mono">{webhook.url}</td>
              <td>{say(webhook.urgent_only ? "webhook.urgent" : "webhook.all")}</td>
              <td>
                <Acts webhook={webhook} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Acts({ webhook }: { webhook: Webhook }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const path = `/webhooks/${encodeURIComponent(webhook.id)}`;
  const renew = (key: string) => client.invalidateQueries({ queryKey: [key] });
  const trial = useMutation({
    mutationFn: () => ask<Trial>(lang, `${path}/trial`, { method: "POST" }),
    onSuccess: () => renew("outbox"),
  });
  const end = useMutation({
    mutationFn: () => ask(lang, path, { method: "DELETE" }),
    onSuccess: () => renew("webhooks"),
  });
  const fault = trial.error ?? end.error;
  return (
    <>
      <button
        type="button"
        className="ghost"
        onClick={() => trial.mutate()}
        aria-label={`${say("told.trial")}: ${webhook.label}`}
      >
        {say("told.trial")}
      </button>{" "}
      <button
        type="button"
        className="ghost"
        onClick={() => end.mutate()}
        aria-label={`${say("webhook.end")}: ${webhook.label}`}
      >
        {say("webhook.end")}
      </button>
      <span role="status">
        {trial.data && <small>{say(trial.data.open ? "told.trial.sent" : "told.trial.waits")}</small>}
      </span>
      {fault && <Trouble fault={fault} />}
    </>
  );
}

function Add() {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: (form: FormData) => {
      const json = { label: field(form, "label"), url: field(form, "url"), urgent_only: form.has("urgent") };
      return ask<MadeWebhook>(lang, "/webhooks", { method: "POST", json });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    add.mutate(new FormData(event.currentTarget));
  };
  return (
    <details className="panel">
      <summary>{say("webhook.add")}</summary>
      {add.error && <Trouble fault={add.error} />}
      {add.data && <Secret words={say("webhook.add")} secret={add.data.secret} />}
      <form className="form" onSubmit={submit}>
        <label>
          {say("webhook.label")}
          <input name="label" required maxLength={100} autoComplete="off" />
        </label>
        <label>
          {say("webhook.url")}
          <input name="url" type="url" required placeholder="https://" autoComplete="off" />
        </label>
        <label className="check">
          <input name="urgent" type="checkbox" />
          {say("webhook.urgent")}
        </label>
        <button type="submit" disabled={add.isPending}>
          {say("webhook.add")}
        </button>
      </form>
    </details>
  );
}
