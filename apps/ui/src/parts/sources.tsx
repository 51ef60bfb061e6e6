import type { Source } from "../api/answers";
import { useSpeaking } from "../words/lang";
import { known, type Say, word } from "../words/say";
import { moment, number } from "../words/time";
import { State } from "./chip";

/** How old a source is, in words. */
export function Age({ days, limit }: { days: number | null; limit?: number | null }) {
  const { say } = useSpeaking();
  return (
    <>
      {days === null ? say("source.age_unknown") : say("source.days", { count: days })}
      {typeof limit === "number" && <span className="why"> ({say("source.limit", { count: limit })})</span>}
    </>
  );
}

/** What a source speaks of, and of which part. */
function covers(say: Say, { name, part }: Source): string {
  const key = known("covers", name.split("/")[0] ?? "");
  if (!key) return part ?? "–";
  const said = word(say, "covers", name.split("/")[0] ?? "");
  return part ? `${said} (${part})` : said;
}

/** Every source with its state, age and how much it holds. */
export function Sources({ of, full = false }: { of: Source[]; full?: boolean }) {
  const { say, lang } = useSpeaking();
  return (
    <div className="wide">
      <table className="stack">
        <thead>
          <tr>
            <th scope="col">{say("device.source")}</th>
            <th scope="col">{say("source.state")}</th>
            <th scope="col">{say("source.age")}</th>
            <th scope="col" className="num">
              {say("source.records")}
            </th>
            {full && <th scope="col">{say("source.covers")}</th>}
            {full && <th scope="col">{say("source.date")}</th>}
            {full && <th scope="col">{say("source.dated_by")}</th>}
            {full && <th scope="col">{say("source.taken")}</th>}
            {full && <th scope="col">{say("source.signature")}</th>}
          </tr>
        </thead>
        <tbody>
          {of.map((source) => (
            <tr key={source.name}>
              <th scope="row">{source.name}</th>
              <td>
                <State prefix="source" state={source.state} />
                {!source.complete && source.state !== "missing" && (
                  <span className="why"> {say("source.partial")}</span>
                )}
              </td>
              <td data-label={say("source.age")}>
                <Age days={source.age_days} limit={source.limit_days} />
              </td>
              <td className="num" data-label={say("source.records")}>
                {number(lang, source.records)}
                {source.rejected > 0 && <div className="why">{say("source.rejected", { count: source.rejected })}</div>}
              </td>
              {full && <td data-label={say("source.covers")}>{covers(say, source)}</td>}
              {full && <td data-label={say("source.date")}>{moment(source.published_at)}</td>}
              {full && <td data-label={say("source.dated_by")}>{word(say, "dated_by", source.dated_by)}</td>}
              {full && <td data-label={say("source.taken")}>{moment(source.taken_on)}</td>}
              {full && <td data-label={say("source.signature")}>{word(say, "signature", source.signature)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
