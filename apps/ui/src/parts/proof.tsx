import { useSpeaking } from "../words/lang";
import { useWay } from "./person";

/** The text of a field. */
function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** What was typed into [`Proof`], as the server takes it. */
export function proofOf(form: FormData) {
  const code = text(form, "one_time_code");
  return { password: text(form, "password"), ...(code ? { one_time_code: code } : {}) };
}

/** Password, and code where the account asks for one: a browser left open proves nobody. */
export function Proof({ code }: { code: boolean }) {
  const { say } = useSpeaking();
  if (useWay() === "oidc") {
    return (
      <p>
        <a href="/api/v1/oidc/begin?again=1">{say("proof.elsewhere")}</a>
        <br />
        <small>{say("proof.elsewhere.hint")}</small>
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
    </>
  );
}
