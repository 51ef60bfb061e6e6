import { Link } from "wouter";
import { useSpeaking } from "../words/lang";
import { moment } from "../words/time";

/** Something that happened. */
export interface Entry {
  number: number;
  at: string;
  by: string;
  title: string;
  detail: string;
  /** A link to more about it, with its label. */
  leads?: { href: string; label: string } | undefined;
}

/** What happened, newest first. */
export function Entries({ of, label }: { of: Entry[]; label: string }) {
  const { say } = useSpeaking();
  return (
    <div className="wide">
      <table className="stack" aria-label={label}>
        <thead>
          <tr>
            <th scope="col" className="num">
              {say("log.number")}
            </th>
            <th scope="col">{say("history.when")}</th>
            <th scope="col">{say("history.what")}</th>
            <th scope="col">{say("history.who")}</th>
          </tr>
        </thead>
        <tbody>
          {of.map((entry) => (
            <tr key={entry.number}>
              <td className="num">{entry.number}</td>
              <td>{moment(entry.at)}</td>
              <td>
                {entry.title}
                {entry.detail && <div className="why mono">{entry.detail}</div>}
                {entry.leads && (
                  <div>
                    <Link href={entry.leads.href}>{entry.leads.label}</Link>
                  </div>
                )}
              </td>
              <td data-label={say("history.who")}>{entry.by || "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
