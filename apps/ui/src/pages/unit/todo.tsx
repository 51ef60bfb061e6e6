import type { ReactNode } from "react";
import { Link } from "wouter";
import type { UnitAnswer } from "../../api/unit";
import { Chip, State } from "../../parts/chip";
import { useSpeaking } from "../../words/lang";
import { moment } from "../../words/time";

/** Vulnerabilities that are shown; all of them count. */
const SHOWN = 5;

/** What must be done at this unit, in the order in which it protects somebody. */
export function Todo({ site, answer }: { site: string; answer: UnitAnswer }) {
  const { say } = useSpeaking();
  const items = useItems(site, answer);
  return (
    <section aria-labelledby="todo">
      <h2 id="todo">{say("unit.todo")}</h2>
      {items.length === 0 ? (
        <p className="panel">{say("unit.todo.none")}</p>
      ) : (
        <ul className="worst">
          {items.map(([key, item]) => (
            <li key={key}>{item}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function useItems(site: string, answer: UnitAnswer): [string, ReactNode][] {
  const { say } = useSpeaking();
  const { state, device, newest, releases, behind, cannot, check, row_findings } = answer;
  const items: [string, ReactNode][] = [];
  if (state === "retired") return items;
  if (state === "no-dossier") items.push(["dossier", <p key="p">{say("unit.todo.dossier")}</p>]);
  if (state === "several-dossiers") items.push(["several", <p key="p">{say("unit.todo.several")}</p>]);
  if (state === "release-unknown") items.push(["version", <p key="p">{say("unit.todo.version")}</p>]);
  const update = behind === "yes" ? releases.find(({ id }) => id === newest) : undefined;
  if (update) {
    const date = update.date ?? say("app.unknown");
    items.push(["update", <p key="p">{say("unit.todo.update", { release: update.label, date })}</p>]);
  }
  if (state === "joined" && behind === "unknown") items.push(["behind", <p key="p">{say("unit.todo.behind")}</p>]);
  for (const { release, reason, at, by, of_all } of cannot) {
    items.push([`cannot ${release}`, <Cannot key="p" {...{ release, reason, at, by, of_all }} />]);
  }
  if (check.vulnerabilities.length > 0) {
    const to = `/sites/${encodeURIComponent(site)}?tab=touching`;
    const text = say("unit.todo.decide", { count: check.vulnerabilities.length });
    items.push([
      "decide",
      <Link key="p" href={to}>
        {text}
      </Link>,
    ]);
  }
  if (device?.support_is_past) {
    const date = device.end_of_support ?? "";
    items.push(["support", <p key="p">{say("unit.todo.support", { date })}</p>]);
  } else if (device && device.end_of_support === null) {
    items.push(["support", <p key="p">{say("unit.todo.support.unknown")}</p>]);
  }
  for (const finding of [...check.findings, ...row_findings]) {
    items.push([
      finding.id,
      <Told key="p" what={finding.explanation} next={finding.next} priority={finding.priority} />,
    ]);
  }
  return items;
}

function Cannot({ release, reason, at, by, of_all }: UnitAnswer["cannot"][number]) {
  const { say } = useSpeaking();
  const when = by ? say("unit.todo.cannot.by", { at: moment(at), by }) : moment(at);
  return (
    <>
      <p className="break">
        {say("unit.todo.cannot", { release, reason })}{" "}
        <span className="why">
          {when}
          {of_all && ` · ${say("unit.todo.cannot.all")}`}
        </span>
      </p>
      <Chip tone="warn">{say("unit.cannot.go")}</Chip>
    </>
  );
}

function Told({ what, next, priority }: { what: string; next: string; priority: string }) {
  return (
    <>
      <p className="break">
        {what} <span className="why">{next}</span>
      </p>
      <State prefix="priority" state={priority} />
    </>
  );
}

/** What touches the release that the unit runs, worst first. */
export function Touching({ site, answer }: { site: string; answer: UnitAnswer }) {
  const { say } = useSpeaking();
  const { vulnerabilities } = answer.check;
  if (vulnerabilities.length === 0) return null;
  const more = vulnerabilities.length - SHOWN;
  return (
    <section aria-labelledby="touching">
      <h2 id="touching">
        {say("unit.touching")} <span className="why num">{vulnerabilities.length}</span>
      </h2>
      <ol className="worst">
        {vulnerabilities.slice(0, SHOWN).map((one) => (
          <li key={one.id}>
            <p className="break">
              <Link href={`/vulnerabilities/${encodeURIComponent(one.id)}`}>{one.id}</Link>{" "}
              <span className="mono">{[...new Set(one.releases.map(({ component }) => component))].join(" · ")}</span>{" "}
              <span className="why" lang="en">
                {one.title}
              </span>{" "}
              {one.known_exploited && <strong>{say("device.exploited")}</strong>}
            </p>
            <State prefix="priority" state={one.priority} />
          </li>
        ))}
      </ol>
      {more > 0 && (
        <p className="row">
          <Link href={`/sites/${encodeURIComponent(site)}?tab=touching`}>
            {say("unit.touching.more", { count: more })}
          </Link>
        </p>
      )}
    </section>
  );
}
