import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ask, question } from "../api/client";
import type { MadeUser, User } from "../api/server";
import { Chip } from "../parts/chip";
import { useMay } from "../parts/person";
import { Roles } from "../parts/roles";
import { Secret } from "../parts/secret";
import { Title } from "../parts/title";
import { Asked, Trouble } from "../parts/trouble";
import { useSpeaking } from "../words/lang";
import { moment } from "../words/time";
import { Change, Enable } from "./admin/change";
import { Outbox } from "./admin/outbox";
import { Retention } from "./admin/retention";
import { heldRole, ScopeChoice } from "./admin/scope";
import { Demand, Lost } from "./admin/second-factor";
import { field } from "./signin";

/** The people of this organisation. */
export default function Admin() {
  const { say } = useSpeaking();
  const [may, keeps] = [useMay("manage-users"), useMay("manage-retention")];
  return (
    <>
      <Title plain={say("nav.admin")}>{say("admin.title")}</Title>
      {may && (
        <>
          <Users />
          <Outbox />
          <Demand />
        </>
      )}
      {keeps && <Retention />}
    </>
  );
}

function Users() {
  const { say, lang } = useSpeaking();
  const users = useQuery(question<{ items: User[] }>(lang, "/users"));
  return (
    <section aria-labelledby="users">
      <h2 id="users">{say("admin.users")}</h2>
      <Asked of={users}>
        {({ items }) => (
          <div className="wide">
            <table className="stack">
              <thead>
                <tr>
                  <th scope="col">{say("admin.name")}</th>
                  <th scope="col">{say("admin.login")}</th>
                  <th scope="col">{say("admin.roles")}</th>
                  <th scope="col">{say("admin.active")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((user) => (
                  <Row key={user.id} user={user} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Asked>
      <NewUser />
    </section>
  );
}

/** A person, and below it, once opened, what can be changed of the account. */
function Row({ user }: { user: User }) {
  const { say } = useSpeaking();
  const [open, setOpen] = useState(false);
  return (
    <>
      <tr>
        <th scope="row">{user.name}</th>
        <td className="mono">{user.login}</td>
        <td>{user.roles.map((held) => heldRole(say, held)).join(" · ")}</td>
        <td>
          <Chip tone={user.disabled ? "plain" : "ok"}>
            {say(user.disabled ? "admin.active.no" : "admin.active.yes")}
          </Chip>{" "}
          {user.passkey_copied && <Chip tone="bad">{say("passkey.copied.admin")}</Chip>}
          {user.password_given_until && (
            <Chip tone="warn">{say("change.password.open", { when: moment(user.password_given_until) })}</Chip>
          )}{" "}
          <button
            type="button"
            className="ghost"
            aria-expanded={open}
            aria-label={say("change.title", { name: user.name })}
            onClick={() => setOpen(!open)}
          >
            {say("change.open")}
          </button>{" "}
          {user.disabled ? <Enable user={user} /> : <Disable user={user} />}{" "}
          {!user.disabled && <Lost user={user} what="factor" />} {!user.disabled && <Lost user={user} what="passkey" />}
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={4}>
            <Change user={user} />
          </td>
        </tr>
      )}
    </>
  );
}

/** A day up to whose end a role holds; without one it holds until somebody ends it. */
const end = (day: string) => (day ? { until: `${day}T23:59:59Z` } : {});

function NewUser() {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: (form: FormData) =>
      ask<MadeUser>(lang, "/users", {
        method: "POST",
        json: {
          name: field(form, "name"),
          login: field(form, "login"),
          roles: form
            .getAll("role")
            .map((role) => ({ role, scope: field(form, "scope"), ...end(field(form, "until")) })),
        },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["users"] }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    make.mutate(new FormData(event.currentTarget));
  };
  return (
    <details className="panel">
      <summary>{say("admin.user.new")}</summary>
      {make.error && <Trouble fault={make.error} />}
      {make.data && (
        <Secret words={say("admin.user.added", { name: make.data.user.login })} secret={make.data.password} />
      )}
      <form className="form" onSubmit={submit}>
        <label>
          {say("admin.name")}
          <input name="name" required autoComplete="off" />
        </label>
        <label>
          {say("admin.login")}
          <input name="login" required autoComplete="off" autoCapitalize="none" spellCheck={false} />
        </label>
        <Roles legend={say("admin.roles")} />
        <ScopeChoice />
        <label>
          {say("admin.until")}
          <input name="until" type="date" aria-describedby="until-hint" />
          <span className="hint" id="until-hint">
            {say("admin.until.hint")}
          </span>
        </label>
        <button type="submit" disabled={make.isPending}>
          {say("admin.user.add")}
        </button>
      </form>
    </details>
  );
}

/** Ends an account; asks once more, as its sessions and tokens end at once. */
function Disable({ user }: { user: User }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const end = useMutation({
    mutationFn: () => ask(lang, `/users/${encodeURIComponent(user.id)}/disable`, { method: "POST" }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["users"] }),
  });
  return (
    <>
      <button
        type="button"
        className="ghost"
        onClick={() => (sure ? end.mutate() : setSure(true))}
        aria-label={`${say("admin.disable")}: ${user.name}`}
      >
        {say(sure ? "admin.disable.sure" : "admin.disable")}
      </button>
      {end.error && <Trouble fault={end.error} />}
    </>
  );
}
