import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ask, question } from "../../api/client";
import type { MadeToken, Token } from "../../api/server";
import type { Scopes } from "../../api/wards";
import { Chip } from "../../parts/chip";
import { Secret } from "../../parts/secret";
import { Asked, Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { word } from "../../words/say";
import { moment } from "../../words/time";
import { ScopeOptions, scopeText } from "../admin/scope";
import { field } from "../signin";

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

/** One's own tokens for programs. */
export function Tokens({ permissions }: { permissions: string[] }) {
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
                    <th scope="col">{say("token.for")}</th>
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
                      <td data-label={say("token.for")}>
                        {token.scopes.map((scope) => scopeText(say, scope)).join(" · ") || say("token.for.all")}
                      </td>
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
          scopes: form.getAll("scope").filter((scope) => scope !== ""),
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
        <Parts />
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

/** What a token is for: all that its person reaches, or parts of it. The form holds them as `scope`. */
function Parts() {
  const { say, lang } = useSpeaking();
  const scopes = useQuery(question<Scopes>(lang, "/scopes/own"));
  const [parts, setParts] = useState([1]);
  const newest = useRef<HTMLSelectElement>(null);
  // Whoever adds a part goes on in it.
  useEffect(() => {
    if (parts.length > 1) newest.current?.focus();
  }, [parts]);
  return (
    <Asked of={scopes}>
      {(offered) =>
        offered.sites.length + offered.families.length > 0 && (
          <fieldset>
            <legend>{say("token.for")}</legend>
            <p className="hint">{say("token.for.hint")}</p>
            {parts.map((part) => (
              <select
                key={part}
                ref={part === parts.length ? newest : undefined}
                name="scope"
                aria-label={`${say("token.for")} ${part}`}
              >
                <option value="">{say(part === 1 ? "token.for.all" : "app.none")}</option>
                <ScopeOptions of={offered} />
              </select>
            ))}
            <button type="button" className="ghost" onClick={() => setParts([...parts, parts.length + 1])}>
              {say("token.for.more")}
            </button>
          </fieldset>
        )
      }
    </Asked>
  );
}
