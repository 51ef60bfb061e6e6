import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { ask } from "../api/client";
import type { Session } from "../api/server";
import { Chip } from "../parts/chip";
import { givesPasskeys, provePasskey } from "../parts/passkey";
import { Preferences } from "../parts/theme";
import { Title } from "../parts/title";
import { Trouble } from "../parts/trouble";
import { useSpeaking } from "../words/lang";

/** The text of a field. */
export function field(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** The door. */
export default function SignIn(props: {
  program: string | undefined;
  elsewhere: string | null | undefined;
  passkeys: string | null | undefined;
}) {
  const { program, elsewhere, passkeys } = props;
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const enter = useMutation({
    mutationFn: (form: FormData) => {
      const totp = field(form, "totp");
      const json = {
        login: field(form, "login"),
        password: field(form, "password"),
        ...(totp ? { one_time_code: totp } : {}),
      };
      return ask<Session>(lang, "/session", { method: "POST", json });
    },
    onSuccess: () => client.resetQueries(),
  });
  const by = useMutation({
    mutationFn: async () =>
      ask<Session>(lang, "/passkeys/session", {
        method: "POST",
        json: { credential: await provePasskey(lang, say) },
      }),
    onSuccess: () => client.resetQueries(),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    enter.mutate(new FormData(event.currentTarget));
  };
  return (
    <main className="alone" id="main">
      <Title plain={say("signin.title")}>{say("signin.title")}</Title>
      <p className="sub">{program ?? "Tutela"}</p>
      {enter.error && <Trouble fault={enter.error} />}
      {by.error && <Trouble fault={by.error} />}
      {elsewhere && (
        <p className="panel">
          <a href="/api/v1/oidc/begin">{elsewhere}</a>
        </p>
      )}
      {location.search === "?signin=refused" && (
        <div role="alert">
          <Chip tone="bad">{say("signin.elsewhere.refused")}</Chip>
        </div>
      )}
      {givesPasskeys(passkeys) && (
        <p className="panel">
          <button type="button" disabled={by.isPending} onClick={() => by.mutate()}>
            {say("passkey.signin")}
          </button>
        </p>
      )}
      <form className="form panel" onSubmit={submit}>
        <label>
          {say("signin.login")}
          <input name="login" required autoComplete="username" autoCapitalize="none" spellCheck={false} />
        </label>
        <label>
          {say("signin.password")}
          <input name="password" type="password" required autoComplete="current-password" />
        </label>
        <label>
          {say("signin.totp")}
          <input name="totp" autoComplete="one-time-code" aria-describedby="totp-hint" />
          <small id="totp-hint">{say("signin.totp.hint")}</small>
        </label>
        <button type="submit" disabled={enter.isPending}>
          {say("signin.go")}
        </button>
      </form>
      <Preferences />
    </main>
  );
}
