import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { question } from "../api/client";
import type { Passkeys, SecondFactor } from "../api/people";
import { useSpeaking } from "../words/lang";
import { Chip } from "./chip";
import { givesPasskeys, provePasskey } from "./passkey";
import { useWay } from "./person";
import { Trouble } from "./trouble";

/** The text of a field. */
function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** What was typed or given into [`Proof`], as the server takes it. */
export function proofOf(form: FormData): Record<string, unknown> {
  const passkey = text(form, "passkey");
  if (passkey) return { passkey: JSON.parse(passkey) };
  const code = text(form, "one_time_code");
  return { password: text(form, "password"), ...(code ? { one_time_code: code } : {}) };
}

/** Password, and code where the account asks for one, or a passkey: a browser left open proves nobody. */
export function Proof({ code }: { code: boolean }) {
  const { say, lang } = useSpeaking();
  const way = useWay();
  const own = useQuery({ ...question<Passkeys>(lang, "/passkeys"), enabled: way === "password" });
  const factor = useQuery({ ...question<SecondFactor>(lang, "/second-factor"), enabled: way === "password" });
  const prove = useMutation({ mutationFn: () => provePasskey(lang, say) });
  const given = useRef<HTMLInputElement>(null);
  const { data, reset } = prove;
  useEffect(() => {
    const form = data && given.current?.form;
    if (!form) return;
    // It counts once: whatever the server says to it, the next attempt asks for another.
    const used = () => setTimeout(reset);
    form.addEventListener("submit", used);
    return () => form.removeEventListener("submit", used);
  }, [data, reset]);
  if (way === "oidc") {
    return (
      <p>
        <a href="/api/v1/oidc/begin?again=1">{say("proof.elsewhere")}</a>
        <br />
        <small>{say("proof.elsewhere.hint")}</small>
      </p>
    );
  }
  if (data) {
    return (
      <p role="status">
        <input ref={given} type="hidden" name="passkey" value={JSON.stringify(data)} />
        <Chip tone="ok">{say("passkey.given")}</Chip>
      </p>
    );
  }
  return (
    <>
      <label>
        {say("signin.password")}
        <input name="password" type="password" required autoComplete="current-password" />
      </label>
      {code && (
        <label>
          {say("signin.totp")}
          <input name="one_time_code" required autoComplete="one-time-code" spellCheck={false} />
        </label>
      )}
      {!code && factor.data?.demanded && factor.data.recovery_codes_left > 0 && (own.data?.items.length ?? 0) > 0 && (
        <label>
          {say("passkey.code")}
          <input name="one_time_code" autoComplete="off" spellCheck={false} />
        </label>
      )}
      {own.data && own.data.items.length > 0 && givesPasskeys(own.data.bound_to) && (
        <>
          {prove.error && <Trouble fault={prove.error} />}
          <p>
            <button type="button" className="ghost" disabled={prove.isPending} onClick={() => prove.mutate()}>
              {say("passkey.instead")}
            </button>
          </p>
        </>
      )}
    </>
  );
}
