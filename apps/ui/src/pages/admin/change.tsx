import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ask, question } from "../../api/client";
import type { GivenPassword, User } from "../../api/server";
import type { Scopes } from "../../api/wards";
import { Chip } from "../../parts/chip";
import { useIsOwn } from "../../parts/person";
import { RoleOptions } from "../../parts/roles";
import { Secret } from "../../parts/secret";
import { Asked, Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { moment } from "../../words/time";
import { ScopeOptions } from "./scope";

/** What an administrator changes of an account: roles with what they are for and their ends, and the password. */
export function Change({ user }: { user: User }) {
  const { say, lang } = useSpeaking();
  const scopes = useQuery(question<Scopes>(lang, "/scopes"));
  const own = useIsOwn(user.id);
  const elsewhere = user.signs_in !== "password";
  return (
    <section className="panel form" aria-label={say("change.title", { name: user.name })}>
      <h3>{say("change.title", { name: user.name })}</h3>
      {elsewhere ? (
        <p className="why">{say("change.elsewhere")}</p>
      ) : (
        <>
          <p className="why">{say("change.why")}</p>
          <Asked of={scopes}>{(offered) => <Held user={user} offered={offered} />}</Asked>
        </>
      )}
      {!elsewhere && !own && !user.disabled && <Reset user={user} />}
    </section>
  );
}

/** A role in the form; the key stays when others are taken away. */
interface Row {
  key: number;
  role: string;
  scope: string;
  until: string | null;
}

/** A day up to whose end a role holds; an end that was set to the minute stays as it was unless another day is chosen. */
const end = (day: string, was: string | null) => {
  if (day === "") return null;
  return was?.startsWith(day) ? was : `${day}T23:59:59Z`;
};

function Held({ user, offered }: { user: User; offered: Scopes }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const [rows, setRows] = useState<Row[]>(() => user.roles.map((held, key) => ({ key, ...held })));
  const [next, setNext] = useState(user.roles.length);
  const list = useRef<HTMLDivElement>(null);
  const more = useRef<HTMLButtonElement>(null);
  const save = useMutation({
    mutationFn: () =>
      ask<User>(lang, `/users/${encodeURIComponent(user.id)}/roles`, {
        method: "PUT",
        json: { roles: rows.map(({ role, scope, until }) => ({ role, scope, until })) },
      }),
    // One may have changed what oneself may do.
    onSuccess: () => Promise.all(["users", "session"].map((name) => client.invalidateQueries({ queryKey: [name] }))),
  });
  // Whoever opens the form, or adds a role, goes on in it.
  useEffect(() => {
    const choices = list.current?.querySelectorAll<HTMLSelectElement>("select[name=role]");
    if (next > 0) choices?.[choices.length - 1]?.focus();
  }, [next]);
  const put = (key: number, of: Partial<Row>) => {
    save.reset();
    setRows(rows.map((row) => (row.key === key ? { ...row, ...of } : row)));
  };
  const take = (key: number) => {
    save.reset();
    setRows(rows.filter((row) => row.key !== key));
    more.current?.focus();
  };
  const add = () => {
    save.reset();
    setRows([...rows, { key: next, role: "auditor", scope: "", until: null }]);
    setNext(next + 1);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className="form" onSubmit={submit}>
      {save.error && <Trouble fault={save.error} />}
      <div className="form" ref={list}>
        {rows.map((row, place) => (
          <RoleRow
            key={row.key}
            row={row}
            label={say("change.row", { count: place + 1 })}
            offered={offered}
            put={(of) => put(row.key, of)}
            take={() => take(row.key)}
          />
        ))}
      </div>
      <p className="row">
        <button type="button" className="ghost" onClick={add} ref={more}>
          {say("change.add")}
        </button>
        <button type="submit" disabled={save.isPending || rows.length === 0}>
          {say("change.save")}
        </button>
        <span role="status">{save.isSuccess && <Chip tone="ok">{say("change.saved")}</Chip>}</span>
      </p>
    </form>
  );
}

function RoleRow(props: {
  row: Row;
  label: string;
  offered: Scopes;
  put: (of: Partial<Row>) => void;
  take: () => void;
}) {
  const { say } = useSpeaking();
  const { row, label, offered, put, take } = props;
  return (
    <fieldset className="inline">
      <legend>{label}</legend>
      <label>
        {say("change.role")}
        <select name="role" value={row.role} onChange={(event) => put({ role: event.target.value })}>
          <RoleOptions />
        </select>
      </label>
      <label>
        {say("change.for")}
        <select name="scope" value={row.scope} onChange={(event) => put({ scope: event.target.value })}>
          <option value="">{say("scope.all")}</option>
          <ScopeOptions of={offered} held={row.scope} />
        </select>
      </label>
      <label>
        {say("change.until")}
        <input
          name="until"
          type="date"
          value={row.until?.slice(0, 10) ?? ""}
          title={say("change.until.hint")}
          onChange={(event) => put({ until: end(event.target.value, row.until) })}
        />
      </label>
      <button type="button" className="ghost" onClick={take} aria-label={`${say("change.take")}: ${label}`}>
        {say("change.take")}
      </button>
    </fieldset>
  );
}

/** Gives a password for one sign-in; asks once more, as sessions end at once. */
function Reset({ user }: { user: User }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const reset = useMutation({
    mutationFn: () => ask<GivenPassword>(lang, `/users/${encodeURIComponent(user.id)}/password`, { method: "POST" }),
    onSuccess: () => {
      setSure(false);
      return client.invalidateQueries({ queryKey: ["users"] });
    },
  });
  return (
    <div>
      <p className="why">{say("change.password.hint")}</p>
      {reset.error && <Trouble fault={reset.error} />}
      {reset.data && (
        <Secret
          words={say("change.password.given", { name: user.name, when: moment(reset.data.ends_at) })}
          secret={reset.data.password}
        />
      )}
      <button type="button" className="ghost" onClick={() => (sure ? reset.mutate() : setSure(true))}>
        {say(sure ? "change.password.sure" : "change.password")}
      </button>
    </div>
  );
}

/** Lets an account be used again; asks once more. */
export function Enable({ user }: { user: User }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const enable = useMutation({
    mutationFn: () => ask(lang, `/users/${encodeURIComponent(user.id)}/enable`, { method: "POST" }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["users"] }),
  });
  return (
    <>
      <button
        type="button"
        className="ghost"
        onClick={() => (sure ? enable.mutate() : setSure(true))}
        aria-label={`${say(sure ? "change.enable.sure" : "change.enable")}: ${user.name}`}
      >
        {say(sure ? "change.enable.sure" : "change.enable")}
      </button>
      {sure && <small className="why">{say("change.enable.hint")}</small>}
      {enable.error && <Trouble fault={enable.error} />}
    </>
  );
}
