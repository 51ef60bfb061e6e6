import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { ask, question } from "../../api/client";
import type { SigningKey as Key, SecondFactor } from "../../api/people";
import { Proof, proofOf } from "../../parts/proof";
import { Asked, Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";

/** The key that signs one's approvals, and the line of people.yaml that makes it count. */
export function SigningKey() {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const key = useQuery(question<Key>(lang, "/signing-key"));
  const factor = useQuery(question<SecondFactor>(lang, "/second-factor"));
  const make = useMutation({
    mutationFn: (form: FormData) => ask<Key>(lang, "/signing-key", { method: "POST", json: proofOf(form) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["signing-key"] }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    make.mutate(new FormData(event.currentTarget));
  };
  return (
    <section aria-labelledby="signing-key">
      <h2 id="signing-key">{say("key.title")}</h2>
      <Asked of={key}>
        {(own) => (
          <>
            <p>{say(own.entry ? "key.there" : "key.none")}</p>
            {own.entry && <pre className="mono">{own.entry}</pre>}
            <details className="panel">
              <summary>{say(own.entry ? "key.again" : "key.make")}</summary>
              {make.error && <Trouble fault={make.error} />}
              <form className="form" onSubmit={submit}>
                <Proof code={factor.data?.set ?? false} />
                <button type="submit" disabled={make.isPending}>
                  {say("key.go")}
                </button>
              </form>
            </details>
          </>
        )}
      </Asked>
    </section>
  );
}
