import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask, question } from "../../api/client";
import type { SecondFactor } from "../../api/people";
import type { User } from "../../api/server";
import { Chip } from "../../parts/chip";
import { Asked, Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";

/** Whether the organisation demands a second factor of everybody. */
export function Demand() {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const state = useQuery(question<SecondFactor>(lang, "/second-factor"));
  const demand = useMutation({
    mutationFn: (demanded: boolean) => ask(lang, "/organisation/second-factor", { method: "POST", json: { demanded } }),
    // Who has none is led to set it up: the session itself answers otherwise now.
    onSuccess: () => client.invalidateQueries(),
  });
  return (
    <section aria-labelledby="demand">
      <h2 id="demand">{say("factor.title")}</h2>
      {demand.error && <Trouble fault={demand.error} />}
      <Asked of={state}>
        {({ demanded }) => (
          <p className="row">
            <Chip tone={demanded ? "ok" : "plain"}>{say(demanded ? "factor.demand.yes" : "factor.demand.no")}</Chip>
            <button type="button" className="ghost" onClick={() => demand.mutate(!demanded)}>
              {say(demanded ? "factor.demand.end" : "factor.demand.begin")}
            </button>
          </p>
        )}
      </Asked>
    </section>
  );
}

/** Takes away the second factor or the passkeys of somebody who lost them; asks once more. */
export function Lost({ user, what }: { user: User; what: "factor" | "passkey" }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const take = useMutation({
    mutationFn: () => {
      const path = what === "factor" ? "second-factor" : "passkeys";
      return ask(lang, `/users/${encodeURIComponent(user.id)}/${path}`, { method: "DELETE" });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["users"] }),
  });
  if (take.isSuccess) return <Chip tone="plain">{say(`${what}.lost.done`)}</Chip>;
  return (
    <>
      <button
        type="button"
        className="ghost"
        onClick={() => (sure ? take.mutate() : setSure(true))}
        aria-label={`${say(`${what}.lost`)}: ${user.name}`}
      >
        {say(sure ? `${what}.lost.sure` : `${what}.lost`)}
      </button>
      {take.error && <Trouble fault={take.error} />}
    </>
  );
}
