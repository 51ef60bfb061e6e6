import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { ask, question } from "../../api/client";
import type { Passkeys as Own, Passkey, SecondFactor } from "../../api/people";
import { Chip } from "../../parts/chip";
import { addPasskey, givesPasskeys } from "../../parts/passkey";
import { Proof, proofOf } from "../../parts/proof";
import { Secret } from "../../parts/secret";
import { Asked, Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { moment } from "../../words/time";
import { field } from "../signin";

/** One's own passkeys: add one, remove one; or why there can be none here. */
export function Passkeys({ done }: { done?: () => void }) {
  const { say, lang } = useSpeaking();
  const own = useQuery(question<Own>(lang, "/passkeys"));
  const factor = useQuery(question<SecondFactor>(lang, "/second-factor"));
  const code = factor.data?.set ?? false;
  return (
    <section aria-labelledby="passkeys">
      <h2 id="passkeys">{say("passkey.title")}</h2>
      <Asked of={own}>
        {({ items, bound_to, why_none }) => (
          <>
            {why_none ? <p className="panel">{why_none}</p> : <p className="why">{say("passkey.lead")}</p>}
            {bound_to && !givesPasskeys(bound_to) && <p className="panel">{say("passkey.host", { host: bound_to })}</p>}
            {items.map((passkey) => (
              <One key={passkey.id} of={passkey} code={code} />
            ))}
            {items.length === 0 && !why_none && <p className="panel">{say("passkey.none")}</p>}
            {givesPasskeys(bound_to) && <Add code={code} {...(done ? { done } : {})} />}
          </>
        )}
      </Asked>
    </section>
  );
}

function Add({ code, done }: { code: boolean; done?: () => void }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: (form: FormData) => addPasskey(lang, say, proofOf(form), field(form, "name")),
    onSuccess: (codes) => {
      // Recovery codes are shown once: whoever is led on reads them first.
      if (done && codes.length === 0) return done();
      return Promise.all(["passkeys", "second-factor"].map((about) => client.invalidateQueries({ queryKey: [about] })));
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    add.mutate(new FormData(event.currentTarget));
  };
  const codes = add.data ?? [];
  if (codes.length > 0) {
    return (
      <>
        <Secret words={say("factor.codes")} secret={codes.join("\n")} />
        <p className="why">{say("passkey.codes.hint")}</p>
        <button type="button" onClick={() => (done ? done() : add.reset())}>
          {say("factor.done")}
        </button>
      </>
    );
  }
  // A key of its own: what was typed is gone once the passkey is there.
  return (
    <details className="panel" key={String(add.isSuccess)}>
      <summary>{say("passkey.add")}</summary>
      {add.error && <Trouble fault={add.error} />}
      <form className="form" onSubmit={submit}>
        <label>
          {say("passkey.name")}
          <input name="name" required maxLength={80} autoComplete="off" aria-describedby="passkey-name-hint" />
          <small id="passkey-name-hint">{say("passkey.name.hint")}</small>
        </label>
        <Proof code={code} />
        <button type="submit" disabled={add.isPending}>
          {say("passkey.add.go")}
        </button>
      </form>
    </details>
  );
}

function One({ of, code }: { of: Passkey; code: boolean }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (form: FormData) =>
      ask(lang, `/passkeys/${encodeURIComponent(of.id)}/remove`, { method: "POST", json: proofOf(form) }),
    onSuccess: () => client.invalidateQueries(),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    remove.mutate(new FormData(event.currentTarget));
  };
  return (
    <article className="panel" aria-label={of.name}>
      <p>
        <strong>{of.name}</strong>{" "}
        <span className="why">
          {say("passkey.made", { when: moment(of.made_at) })} ·{" "}
          {of.seen_at ? say("passkey.seen", { when: moment(of.seen_at) }) : say("passkey.unused")}
        </span>
      </p>
      {of.copied && (
        <p>
          <Chip tone="bad">{say("passkey.copied")}</Chip> <span className="why">{say("passkey.copied.why")}</span>
        </p>
      )}
      <details>
        <summary>{say("passkey.remove")}</summary>
        {remove.error && <Trouble fault={remove.error} />}
        <form className="form" onSubmit={submit}>
          <Proof code={code} />
          <button type="submit" disabled={remove.isPending}>
            {say("passkey.remove.go")}
          </button>
        </form>
      </details>
    </article>
  );
}
