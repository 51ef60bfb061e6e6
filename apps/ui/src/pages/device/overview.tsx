import { Link } from "wouter";
import { type CheckAnswer, type Finding, titled } from "../../api/answers";
import { Chip, State } from "../../parts/chip";
import { Facts } from "../../parts/facts";
import { CoverageMeter } from "../../parts/meter";
import { Scope } from "../../parts/scope";
import { Sources } from "../../parts/sources";
import { Empty } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { number } from "../../words/time";
import { harm, severity, worstFirst } from "./finding";
import { stands } from "./sentence";
import { pageOf, type Then } from "./then";

const SHOWN = 3;

/** The first screen about a device, in the order of the terminal: the worst, coverage, age, what is due. */
export function Overview({ id, answer, then }: { id: string; answer: CheckAnswer; then: Then }) {
  const { say } = useSpeaking();
  const { findings, scope, sources, coverage } = answer;
  const worst = worstFirst(findings.filter(stands)).slice(0, SHOWN);
  const dated = findings.filter((finding) => /-(due|overdue|expired|late)\b/.test(finding.code));
  return (
    <>
      <CoverageMeter coverage={coverage} />
      <h2>{say("device.worst")}</h2>
      {worst.length === 0 ? (
        <Empty
          title={say("device.worst.none")}
          detail={say("device.worst.none.detail")}
          next={say("device.not_looked")}
        />
      ) : (
        <ol className="worst">
          {worst.map((finding) => (
            <Worst key={finding.id} finding={finding} />
          ))}
        </ol>
      )}
      {findings.length > 0 && (
        <p className="row">
          <Link className="button ghost" href={pageOf(id, "findings", then)}>
            {say("device.all.count", { count: findings.length })}
          </Link>
        </p>
      )}
      <Scope of={scope} />
      {dated.length > 0 && (
        <>
          <h2>{say("device.due")}</h2>
          <ul className="panel">
            {dated.map((finding) => (
              <li key={finding.id}>
                {finding.explanation} <span className="why">{finding.next}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>{say("device.sources")}</h2>
      <Sources of={sources} />
      <Documents of={answer.documents} />
    </>
  );
}

function Worst({ finding }: { finding: Finding }) {
  const { say } = useSpeaking();
  const { vulnerability, component } = finding;
  return (
    <li>
      <p className="break">
        <strong>{vulnerability?.id ?? finding.code}</strong>{" "}
        {component && <span className="mono">{titled(component)}</span>}{" "}
        <span className="why">{severity(say, finding)}</span>
      </p>
      <State prefix="priority" state={finding.priority} />
      <Facts
        className="why"
        of={[
          [say("history.what"), vulnerability?.title && <span lang="en">{vulnerability.title}</span>],
          [say("app.why"), finding.explanation],
          [say("device.harm"), harm(say, finding)],
          [say("app.where"), finding.place && <span className="mono">{finding.place}</span>],
          [say("device.decided"), finding.decision],
          [say("app.next"), finding.next],
        ]}
      />
    </li>
  );
}

function Documents({ of }: { of: CheckAnswer["documents"] }) {
  const { say, lang } = useSpeaking();
  return (
    <>
      <h2>{say("device.documents")}</h2>
      <ul>
        {of.map((document) => (
          <li key={document.file} className="break">
            <span className="mono">{document.file}</span>{" "}
            <span className="why">
              {document.format} · {say("device.components", { count: document.components })}
            </span>
            {document.unread && (
              <>
                {" "}
                <Chip tone="blind">{document.unread}</Chip>
              </>
            )}
          </li>
        ))}
      </ul>
      {of.length === 0 && <p>{number(lang, 0)}</p>}
    </>
  );
}
