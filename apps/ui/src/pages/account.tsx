import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { ask, question } from "../api/client";
import type { MadeToken, Session, SignedIn, Token } from "../api/server";
import { Chip } from "../parts/chip";
import { TakeEmergency } from "../parts/emergency";
import { Facts } from "../parts/facts";
import { roleName } from "../parts/roles";
import { Secret } from "../parts/secret";
import { Title } from "../parts/title";
import { Asked, Trouble } from "../parts/trouble";
import { useSpeaking } from "../words/lang";
import { word } from "../words/say";
import { moment } from "../words/time";
import { Told } from "./account/notices";
import { Passkeys } from "./account/passkeys";
import { SecondFactor } from "./account/second-factor";
import { SigningKey } from "./account/signing-key";
import { field } from "./signin";

/** One's own account: who one is here, password, tokens for programs. */
export default function Account() {
  const { lang } = useSpeaking();
  const session = useQuery(question<Session>(lang, "/session"));
  return <Asked of={session}>{({ user }) => user && <Own user={user} />}</Asked>;
}

function Own({ user }: { user: SignedIn }) {
  const { say } = useSpeaking();
  return (
    <>
      <Title plain={say("nav.account")}>{user.name}</Title>
      <Facts
        of={[
          [
            say("admin.login"),
            <span key="login" className="mono">
              {user.login}
            </span>,
          ],
          [say("setup.organisation"), user.organisation],
          [say("setup.party"), say(`setup.party.${user.party}`)],
          [say("admin.roles"), user.roles.map((role) => roleName(say, role)).join(" · ")],
        ]}
      />
      <Told reads={user.permissions.includes("read-work")} />
      {(user.signs_in ?? "password") === "password" && <Password />}
      {user.signs_in !== "oidc" && <SecondFactor />}
      <Passkeys />
      {user.permissions.some((one) => one === "approve" || one === "decide") && <SigningKey />}
      <TakeEmergency user={user} />
      {user.permissions.includes("manage-tokens") && <Tokens permissions={user.permissions} />}
    </>
  );
}

function Password() {
  const { say, lang } = useSpeaking();
  const change = useMutation({
    mutationFn: (form: FormData) =>
      ask(lang, "/password", { method: "POST", json: { old: field(form, "old"), new: field(form, "new") } }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    change.mutate(new FormData(event.currentTarget));
  };
  return (
    <section aria-labelledby="password">
      <h2 id="password">{say("account.password")}</h2>
      {change.error && <Trouble fault={change.error} />}
      <div role="status">{change.isSuccess && <Chip tone="ok">{say("account.password.changed")}</Chip>}</div>
      <form className="inline panel" onSubmit={submit}>
        <label>
          {say("account.password.old")}
          <input name="old" type="password" required autoComplete="current-password" />
        </label>
        <label>
          {say("account.password.new")}
          <input
            name="new"
            type="password"
            required
            minLength={12}
            autoComplete="new-password"
            aria-describedby="new-hint"
          />
        </label>
        <button type="submit" disabled={change.isPending}>
          {say("account.password.change")}
        </button>
        <small id="new-hint" className="why">
          {say("setup.password.hint")}
        </small>
      </form>
    </section>
  );
}

function End({ token }: { token: Token }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => ask(lang, `/tokens/${encodeURIComponent(token.id)}`, { method: "DELETE" }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["tokens"] }),
  });
  return (
    <>
      <button
        type="button"
        className="ghost"
        onClick={() => end.mutate()}
        aria-label={`${say("admin.token.end")}: ${token.label}`}
      >
        {say("admin.token.end")}
      </button>
      {end.error && <Trouble fault={end.error} />}
    </>
  );
}

function Tokens({ permissions }: { permissions: string[] }) {
  const { say, lang } = useSpeaking();
  const tokens = useQuery(question<{ items: Token[] }>(lang, "/tokens"));
  return (
    <section aria-labelledby="tokens">
      <h2 id="tokens">{say("admin.tokens")}</h2>
      <Asked of={tokens}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="panel">{say("admin.tokens.none")}</p>
          ) : (
            <div className="wide">
              <table className="stack">
                <thead>
                  <tr>
                    <th scope="col">{say("admin.token.name")}</th>
                    <th scope="col">{say("admin.token.scope")}</th>
                    <th scope="col">{say("admin.token.seen")}</th>
                    <th scope="col">{say("admin.token.expires")}</th>
                    <th scope="col">{say("admin.active")}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((token) => (
                    <tr key={token.id}>
                      <th scope="row">{token.label}</th>
                      <td className="mono">{token.permissions.join(" ")}</td>
                      <td data-label={say("admin.token.seen")}>{moment(token.seen_at)}</td>
                      <td data-label={say("admin.token.expires")}>{moment(token.ends_at)}</td>
                      <td>
                        {token.withdrawn ? <Chip tone="plain">{say("admin.token.ended")}</Chip> : <End token={token} />}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Asked>
      <NewToken permissions={permissions} />
    </section>
  );
}

function NewToken({ permissions }: { permissions: string[] }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: (form: FormData) =>
      ask<MadeToken>(lang, "/tokens", {
        method: "POST",
        json: {
          label: field(form, "label"),
          permissions: form.getAll("permission"),
          days: Number(field(form, "days")),
        },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["tokens"] }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    make.mutate(new FormData(event.currentTarget));
  };
  return (
    <details className="panel">
      <summary>{say("admin.token.new")}</summary>
      {make.error && <Trouble fault={make.error} />}
      {make.data && <Secret words={say("admin.token.new")} secret={make.data.token} />}
      <form className="form" onSubmit={submit}>
        <label>
          {say("admin.token.name")}
          <input name="label" required autoComplete="off" />
        </label>
        <fieldset>
          <legend>{say("admin.token.scope")}</legend>
          {permissions.map((scope) => (
            <label className="check mono" key={scope}>
              <input type="checkbox" name="permission" value={scope} defaultChecked={scope === "add-devices"} />
              {scope} <span className="why">{word(say, "permission", scope)}</span>
            </label>
          ))}
        </fieldset>
        <label>
          {say("admin.token.days")}
          <input name="days" type="number" min={1} max={365} defaultValue={90} required />
        </label>
        <button type="submit" disabled={make.isPending}>
          {say("admin.token.make")}
        </button>
      </form>
    </details>
  );
}
