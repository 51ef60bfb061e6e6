import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { ask } from "../api/client";
import type { Session } from "../api/server";
import { Roles } from "../parts/roles";
import { Preferences } from "../parts/theme";
import { Title } from "../parts/title";
import { Trouble } from "../parts/trouble";
import { useSpeaking } from "../words/lang";
import { field } from "./signin";

/** First run: the organisation and its first person, vouched for by the code that the server printed. */
export default function SetUp() {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const begin = useMutation({
    mutationFn: (form: FormData) => {
      const json = Object.fromEntries(
        ["code", "organisation", "party", "name", "login", "password"].map((name) => [name, field(form, name)]),
      );
      return ask<Session>(lang, "/setup", { method: "POST", json: { ...json, roles: form.getAll("role") } });
    },
    onSuccess: () => client.resetQueries(),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    begin.mutate(new FormData(event.currentTarget));
  };
  return (
    <main className="alone" id="main">
      <Title plain={say("setup.title")}>{say("setup.title")}</Title>
      <p className="sub">{say("setup.lead")}</p>
      {begin.error && <Trouble fault={begin.error} />}
      <form className="form panel" onSubmit={submit}>
        <label>
          {say("setup.code")}
          <input name="code" required autoComplete="off" spellCheck={false} className="mono" />
        </label>
        <label>
          {say("setup.organisation")}
          <input name="organisation" required autoComplete="organization" />
        </label>
        <fieldset>
          <legend>{say("setup.party")}</legend>
          {(["manufacturer", "facility"] as const).map((party) => (
            <label className="check" key={party}>
              <input type="radio" name="party" value={party} required />
              {say(`setup.party.${party}`)}
            </label>
          ))}
        </fieldset>
        <Roles legend={say("setup.roles")} hint={say("setup.roles.hint")} without="administrator" />
        <label>
          {say("setup.name")}
          <input name="name" required autoComplete="name" />
        </label>
        <label>
          {say("setup.login")}
          <input name="login" required autoComplete="username" autoCapitalize="none" spellCheck={false} />
        </label>
        <label>
          {say("setup.password")}
          <input
            name="password"
            type="password"
            required
            minLength={12}
            autoComplete="new-password"
            aria-describedby="password-hint"
          />
          <small id="password-hint">{say("setup.password.hint")}</small>
        </label>
        <button type="submit" disabled={begin.isPending}>
          {say("setup.go")}
        </button>
      </form>
      <Preferences />
    </main>
  );
}
