import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ask, question } from "../../api/client";
import type { Notices, Trial } from "../../api/notices";
import { Chip } from "../../parts/chip";
import { Asked, Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { field } from "../signin";
import { Addresses } from "./addresses";
import { read, typed } from "./rules";

const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6] as const;
const RHYTHMS = ["at-once", "daily", "weekly"] as const;

/** How one is told of work, and the secret addresses of feed readers. */
export function Told({ reads }: { reads: boolean }) {
  const { say, lang } = useSpeaking();
  const notices = useQuery(question<Notices>(lang, "/notices"));
  return (
    <>
      <section aria-labelledby="told">
        <h2 id="told">{say("told.title")}</h2>
        <Asked of={notices}>{(said) => <Said said={said} />}</Asked>
      </section>
      {reads && <Addresses />}
    </>
  );
}

function Said({ said }: { said: Notices }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (form: FormData) => ask<Notices>(lang, "/notices", { method: "PUT", json: wishes(form) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["notices"] }),
  });
  const trial = useMutation({ mutationFn: () => ask<Trial>(lang, "/notices/trial", { method: "POST" }) });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(new FormData(event.currentTarget));
  };
  return (
    <div className="panel">
      <p>
        <Chip tone={said.reached ? "ok" : "warn"}>{say(said.reached ? "told.reached" : "told.not")}</Chip>{" "}
        {!said.reached && say(said.mail_open ? "told.not.yours" : "told.not.closed")}
      </p>
      <p className="why">{say("told.urgent", { minutes: said.escalates_after })}</p>
      {save.error && <Trouble fault={save.error} />}
      {trial.error && <Trouble fault={trial.error} />}
      <div role="status">
        {save.isSuccess && <Chip tone="ok">{say("told.saved")}</Chip>}
        {trial.data && <p>{say(trial.data.open ? "told.trial.sent" : "told.trial.waits")}</p>}
      </div>
      <form className="form" onSubmit={submit}>
        <Fields said={said} />
        <div className="inline">
          <button type="submit" disabled={save.isPending}>
            {say("told.save")}
          </button>
          <button type="button" className="ghost" disabled={trial.isPending} onClick={() => trial.mutate()}>
            {say("told.trial")}
          </button>
        </div>
      </form>
    </div>
  );
}

/** What the form says. */
function wishes(form: FormData) {
  const quiet = form.has("quiet") ? { from: field(form, "from"), to: field(form, "to") } : null;
  return {
    address: field(form, "address").trim(),
    language: field(form, "language"),
    mail: form.has("mail"),
    rhythm: field(form, "rhythm"),
    weekday: Number(field(form, "weekday")),
    at: field(form, "at"),
    quiet,
    offset: Number(field(form, "offset")),
    deputy: field(form, "deputy"),
    lines: read(field(form, "lines")),
  };
}

function Fields({ said: { wishes, deputies } }: { said: Notices }) {
  const { say } = useSpeaking();
  return (
    <>
      <label>
        {say("told.address")}
        <input name="address" type="email" defaultValue={wishes.address} autoComplete="email" />
      </label>
      <label className="check">
        <input name="mail" type="checkbox" defaultChecked={wishes.mail} />
        {say("told.mail")}
      </label>
      <label>
        {say("told.language")}
        <select name="language" defaultValue={wishes.language}>
          <option value="en" lang="en">
            English
          </option>
          <option value="ja" lang="ja">
            日本語
          </option>
        </select>
      </label>
      <Times said={wishes} />
      <label>
        {say("told.deputy")}
        <select name="deputy" defaultValue={wishes.deputy}>
          <option value="">{say("told.deputy.none")}</option>
          {deputies.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say("told.lines")}
        <textarea name="lines" className="mono" rows={3} spellCheck={false} defaultValue={typed(wishes.lines)} />
      </label>
    </>
  );
}

function Times({ said }: { said: Notices["wishes"] }) {
  const { say } = useSpeaking();
  const [rhythm, setRhythm] = useState(said.rhythm);
  const [quiet, setQuiet] = useState(said.quiet !== null);
  return (
    <>
      <label>
        {say("told.rhythm")}
        <select name="rhythm" value={rhythm} onChange={(event) => setRhythm(event.target.value)}>
          {RHYTHMS.map((one) => (
            <option key={one} value={one}>
              {say(`told.rhythm.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label hidden={rhythm !== "weekly"}>
        {say("told.weekday")}
        <select name="weekday" defaultValue={said.weekday}>
          {WEEKDAYS.map((day) => (
            <option key={day} value={day}>
              {say(`told.weekday.${day}`)}
            </option>
          ))}
        </select>
      </label>
      <label hidden={rhythm === "at-once"}>
        {say("told.at")}
        <input name="at" type="time" required defaultValue={said.at} />
      </label>
      <label className="check">
        <input name="quiet" type="checkbox" checked={quiet} onChange={(event) => setQuiet(event.target.checked)} />
        {say("told.quiet")}
      </label>
      {quiet && (
        <div className="inline">
          <label>
            {say("told.quiet.from")}
            <input name="from" type="time" required defaultValue={said.quiet?.from ?? "22:00"} />
          </label>
          <label>
            {say("told.quiet.to")}
            <input name="to" type="time" required defaultValue={said.quiet?.to ?? "07:00"} />
          </label>
        </div>
      )}
      <label>
        {say("told.offset")}
        <input name="offset" type="number" min={-840} max={840} required defaultValue={said.offset} />
      </label>
    </>
  );
}
