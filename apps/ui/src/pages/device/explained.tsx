import { useQuery } from "@tanstack/react-query";
import { type Finding, type Statement, titled } from "../../api/answers";
import { question } from "../../api/client";
import type { Card } from "../../api/server";
import { State } from "../../parts/chip";
import { Facts } from "../../parts/facts";
import { useSpeaking } from "../../words/lang";
import { word } from "../../words/say";
import { harm, severity } from "./finding";

/** A finding in full: what, why, where, what next, and which source says so. */
export function Explained({ finding }: { finding: Finding }) {
  const { say } = useSpeaking();
  const { vulnerability, component } = finding;
  return (
    <>
      <p className="row">
        <State prefix="priority" state={finding.priority} />
        <span className="why">{severity(say, finding)}</span>
      </p>
      {vulnerability?.title && (
        <p>
          <strong lang="en">{vulnerability.title}</strong>
        </p>
      )}
      <h2>{say("device.finding")}</h2>
      <p className="break">{finding.explanation}</p>
      <h2>{say("app.why")}</h2>
      <p>{finding.why}</p>
      <h2>{say("app.next")}</h2>
      <p className="break">{finding.next}</p>
      <h2>{say("app.where")}</h2>
      <Facts
        of={[
          [say("device.component"), component && <span className="mono">{titled(component)}</span>],
          ["purl", component?.purl && <span className="mono">{component.purl}</span>],
          [say("app.where"), finding.place && <span className="mono">{finding.place}</span>],
          [say("device.decided"), finding.decision],
          [say("device.harm"), harm(say, finding)],
          [say("device.exploitation"), vulnerability && word(say, "exploitation", vulnerability.exploitation)],
          ["CVSS", vulnerability?.cvss && <span className="mono">{vulnerability.cvss.vector}</span>],
        ]}
      />
      {vulnerability && <Statements title={say("device.statements")} of={vulnerability.statements} />}
      {vulnerability?.other_statements && (
        <Statements title={say("device.others")} of={vulnerability.other_statements} />
      )}
      <h2>{say("device.explain")}</h2>
      <p className="mono">{finding.code}</p>
      <Meaning code={finding.code} />
    </>
  );
}

function Statements({ title, of }: { title: string; of: Statement[] }) {
  const { say } = useSpeaking();
  return (
    <>
      <h2>{title}</h2>
      {of.map((statement) => (
        <div className="panel" key={`${statement.source} ${statement.id} ${statement.range} ${statement.identifier}`}>
          <strong>
            {statement.source} {statement.id}
          </strong>
          <Facts
            of={[
              [
                say("device.range"),
                <span key="range" className="mono">
                  {statement.range}
                </span>,
              ],
              [say("device.identifier"), statement.identifier && <span className="mono">{statement.identifier}</span>],
              [say("device.certainty"), word(say, "certainty", statement.certainty)],
            ]}
          />
        </div>
      ))}
    </>
  );
}

function Meaning({ code }: { code: string }) {
  const { lang } = useSpeaking();
  const card = useQuery(question<Card>(lang, `/explain/${encodeURIComponent(code)}`));
  if (!card.data) return null;
  const { what, why, next } = card.data;
  return (
    <>
      {[what, why, next].map((text) => (
        <p key={text} className="why">
          {text}
        </p>
      ))}
    </>
  );
}
