import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { Link } from "wouter";
import { ask, question } from "../api/client";
import type { Decision, SecondFactor, Signature } from "../api/people";
import { useSpeaking } from "../words/lang";
import { word } from "../words/say";
import { moment } from "../words/time";
import { Chip, State } from "./chip";
import { Facts } from "./facts";
import { useMay } from "./person";
import { Proof, proofOf } from "./proof";
import { roleName } from "./roles";
import { Trouble } from "./trouble";

/** A decision: what it says, how it stands, who signed it and what that means; whoever may sign can do it here. */
export function DecisionPanel({ of, linked }: { of: Decision; linked?: boolean }) {
  const { say } = useSpeaking();
  const may = useMay("approve");
  const reads = useMay("read-log");
  const title = of.vulnerabilities[0] ?? of.decision.slice(0, 12);
  return (
    <article className="panel" aria-label={`${title} ${of.component}`}>
      <p className="row">
        <strong>{title}</strong>
        <span className="mono">{of.component}</span>
        <State prefix="decision" state={of.state} />
      </p>
      <Facts
        of={[
          [
            say(linked ? "decision.device" : "decision.release"),
            linked ? (
              <Link
                key="device"
                href={
                  of.site
                    ? `/sites/${encodeURIComponent(of.site)}`
                    : `/devices/${encodeURIComponent(of.device)}/decisions`
                }
              >
                {of.site} {of.device} {of.release}
              </Link>
            ) : (
              `${of.site ? of.device : ""} ${of.release}`
            ),
          ],
          [say("decide.status"), word(say, "vex", of.status)],
          [say("decide.justification"), of.justification && word(say, "vex", of.justification)],
          [say("decide.reason"), of.reason],
          [say("decision.author"), of.author],
          [say("decision.at"), of.decided_at],
          [say("decide.until"), of.until],
          [say("decision.approved"), of.approved_by],
          [
            "SHA-256",
            <span key="hash" className="mono break">
              {of.decision}
            </span>,
          ],
          [
            say("nav.log"),
            reads && (
              <Link key="log" className="target" href={`/log?subject=${encodeURIComponent(of.decision)}`}>
                {say("log.of")}
              </Link>
            ),
          ],
        ]}
      />
      {of.signatures.map((signature) => (
        <Signed key={signature.id} of={signature} />
      ))}
      {may && of.state !== "approved" && of.state !== "none-needed" && <Sign decision={of} />}
    </article>
  );
}

/** A signature with its meaning (21 CFR 11.50: name, moment, meaning). */
function Signed({ of }: { of: Signature }) {
  const { say } = useSpeaking();
  const tone = of.meaning === "rejected" ? "bad" : of.counts ? "ok" : "plain";
  return (
    <div className="panel">
      <p className="row">
        <Chip tone={tone}>{word(say, "signature", of.meaning)}</Chip>
        <strong>{of.name}</strong>
        <span>{roleName(say, of.role)}</span>
        <span className="why">{moment(of.at)}</span>
      </p>
      <Facts
        of={[
          [say("signature.authority"), of.authority],
          [say("signature.comment"), of.comment],
          [say("signature.counts"), say(of.counts ? "signature.counts.yes" : "signature.counts.no")],
          [
            say("signature.record"),
            <span key="hash" className="mono break">
              {of.sha256}
            </span>,
          ],
        ]}
      />
    </div>
  );
}

/** Where a decision stands. */
const folderOf = ({ site, device }: Decision) =>
  site ? `/sites/${encodeURIComponent(site)}` : `/devices/${encodeURIComponent(device)}`;

function Sign({ decision }: { decision: Decision }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const factor = useQuery(question<SecondFactor>(lang, "/second-factor"));
  const sign = useMutation({
    mutationFn: ({ form, meaning }: { form: FormData; meaning: string }) =>
      ask<Signature>(lang, `${folderOf(decision)}/signatures`, {
        method: "POST",
        json: { decision: decision.decision, meaning, comment: String(form.get("comment") ?? ""), ...proofOf(form) },
      }),
    onSuccess: () => client.invalidateQueries(),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    const meaning = submitter instanceof HTMLButtonElement ? submitter.value : "reviewed";
    sign.mutate({ form: new FormData(event.currentTarget), meaning });
  };
  return (
    <details>
      <summary>{say("signature.title")}</summary>
      {sign.error && <Trouble fault={sign.error} />}
      <form className="form" onSubmit={submit}>
        <p className="hint">{say("signature.hint")}</p>
        <label>
          {say("signature.comment")}
          <textarea name="comment" rows={2} />
        </label>
        <Proof code={factor.data?.set ?? false} />
        <p className="row">
          {(["approved", "reviewed", "rejected"] as const).map((meaning) => (
            <button
              key={meaning}
              type="submit"
              value={meaning}
              disabled={sign.isPending}
              className={meaning === "approved" ? "" : "ghost"}
            >
              {say(`signature.as.${meaning}`)}
            </button>
          ))}
        </p>
      </form>
    </details>
  );
}
