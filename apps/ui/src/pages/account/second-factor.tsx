import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { ask, question } from "../../api/client";
import type { NewSecondFactor, Passkeys, SecondFactor as State } from "../../api/people";
import { Chip } from "../../parts/chip";
import { Proof, proofOf } from "../../parts/proof";
import { Secret } from "../../parts/secret";
import { Asked, Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { field } from "../signin";

/** One's own second factor: set it up, make new recovery codes, switch it off. */
export function SecondFactor({ done }: { done?: () => void }) {
  const { say, lang } = useSpeaking();
  const state = useQuery(question<State>(lang, "/second-factor"));
  const own = useQuery(question<Passkeys>(lang, "/passkeys"));
  const stands = (set: boolean) => set || (own.data?.items.length ?? 0) > 0;
  return (
    <section aria-labelledby="second-factor">
      <h2 id="second-factor">{say("factor.title")}</h2>
      <Asked of={state}>
        {(factor) => (
          <>
            <p className="row">
              <Chip tone={factor.set ? "ok" : factor.demanded ? "bad" : "plain"}>
                {say(factor.set ? "factor.set" : "factor.unset")}
              </Chip>
              {factor.demanded && <span className="why">{say("factor.demanded")}</span>}
              {stands(factor.set) && (
                <span className="why">{say("factor.left", { count: factor.recovery_codes_left })}</span>
              )}
            </p>
            <SetUp again={factor.set} {...(done ? { done } : {})} />
            {stands(factor.set) && <Codes code={factor.set} />}
            {factor.set && <Off />}
          </>
        )}
      </Asked>
    </section>
  );
}

function useSubmit(send: (form: FormData) => void) {
  return (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    send(new FormData(event.currentTarget));
  };
}

/** Password first, then the secret with its picture, then the first code, then the recovery codes. */
function SetUp({ again, done }: { again: boolean; done?: () => void }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const begin = useMutation({
    mutationFn: (form: FormData) =>
      ask<NewSecondFactor>(lang, "/second-factor/begin", { method: "POST", json: proofOf(form) }),
  });
  const confirm = useMutation({
    mutationFn: (form: FormData) =>
      ask<{ codes: string[] }>(lang, "/second-factor/confirm", { method: "POST", json: { code: field(form, "code") } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["second-factor"] }),
  });
  const submitProof = useSubmit(begin.mutate);
  const submitCode = useSubmit(confirm.mutate);
  if (confirm.data) {
    return (
      <>
        <Secret words={say("factor.codes")} secret={confirm.data.codes.join("\n")} />
        <p className="why">{say("factor.codes.hint")}</p>
        {done && (
          <button type="button" onClick={done}>
            {say("factor.done")}
          </button>
        )}
      </>
    );
  }
  return (
    <details className="panel" open={!again && done !== undefined}>
      <summary>{say(again ? "factor.again" : "factor.begin")}</summary>
      {begin.error && <Trouble fault={begin.error} />}
      {begin.data ? (
        <>
          <p>{say("factor.read")}</p>
          {begin.data.size > 0 && <Picture of={begin.data} />}
          <p>
            {say("factor.letters")} <span className="mono break">{begin.data.letters}</span>
          </p>
          {confirm.error && <Trouble fault={confirm.error} />}
          <form className="form" onSubmit={submitCode}>
            <label>
              {say("factor.code")}
              <input name="code" required inputMode="numeric" autoComplete="one-time-code" />
            </label>
            <button type="submit" disabled={confirm.isPending}>
              {say("factor.confirm")}
            </button>
          </form>
        </>
      ) : (
        <form className="form" onSubmit={submitProof}>
          <Proof code={again} />
          <button type="submit" disabled={begin.isPending}>
            {say("factor.show")}
          </button>
        </form>
      )}
    </details>
  );
}

/** The picture that an app reads: dark on light in either theme, with the quiet zone that readers need. */
function Picture({ of }: { of: NewSecondFactor }) {
  const { say } = useSpeaking();
  return (
    <svg
      role="img"
      aria-label={say("factor.picture")}
      width="220"
      height="220"
      viewBox={`-4 -4 ${of.size + 8} ${of.size + 8}`}
      shapeRendering="crispEdges"
    >
      <rect x="-4" y="-4" width={of.size + 8} height={of.size + 8} fill="#ffffff" />
      <path d={of.path} fill="#000000" />
    </svg>
  );
}

function Codes({ code }: { code: boolean }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const renew = useMutation({
    mutationFn: (form: FormData) =>
      ask<{ codes: string[] }>(lang, "/second-factor/recovery-codes", { method: "POST", json: proofOf(form) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["second-factor"] }),
  });
  const submit = useSubmit(renew.mutate);
  return (
    <details className="panel">
      <summary>{say("factor.renew")}</summary>
      {renew.error && <Trouble fault={renew.error} />}
      {renew.data && <Secret words={say("factor.codes")} secret={renew.data.codes.join("\n")} />}
      <form className="form" onSubmit={submit}>
        <Proof code={code} />
        <button type="submit" disabled={renew.isPending}>
          {say("factor.renew.go")}
        </button>
      </form>
    </details>
  );
}

function Off() {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const off = useMutation({
    mutationFn: (form: FormData) => ask(lang, "/second-factor/off", { method: "POST", json: proofOf(form) }),
    onSuccess: () => client.invalidateQueries(),
  });
  const submit = useSubmit(off.mutate);
  return (
    <details className="panel">
      <summary>{say("factor.off")}</summary>
      {off.error && <Trouble fault={off.error} />}
      <form className="form" onSubmit={submit}>
        <Proof code />
        <button type="submit" disabled={off.isPending}>
          {say("factor.off.go")}
        </button>
      </form>
    </details>
  );
}
