import type { Coverage } from "../api/answers";
import { useSpeaking } from "../words/lang";
import { number } from "../words/time";

const COUNTED = ["matched", "no-known-vulnerability", "version-not-comparable", "not-resolvable", "no-source"] as const;

/** How much of a device is watched: a picture, and the same in words below it. */
export function CoverageMeter({ coverage }: { coverage: Coverage }) {
  const { say, lang } = useSpeaking();
  const { watched, countable, unwatched, states } = coverage;
  const left = unwatched > 0 ? say("device.coverage.not_clean", { count: unwatched }) : say("device.coverage.all");
  return (
    <section
      className={`answer ${unwatched > 0 || countable === 0 ? "blind" : "ok"}`}
      aria-label={say("device.coverage")}
    >
      <span className={`chip ${unwatched > 0 || countable === 0 ? "blind" : "ok"}`}>
        <span aria-hidden="true">{unwatched > 0 || countable === 0 ? "◇" : "✓"}</span>
        {say("device.coverage")}
      </span>
      <div>
        <div className="meter" aria-hidden="true">
          {COUNTED.map((state) => {
            const count = states[state] ?? 0;
            return count > 0 && <i key={state} className={`m-${state}`} style={{ flexGrow: count }} />;
          })}
        </div>
        <ul className="legend">
          {COUNTED.map((state) => {
            const count = states[state] ?? 0;
            return (
              count > 0 && (
                <li key={state}>
                  <i className={`m-${state}`} aria-hidden="true" />
                  {say(`coverage.${state}`)} {number(lang, count)}
                </li>
              )
            );
          })}
          {coverage.watched_elsewhere > 0 && (
            <li>
              {say("coverage.watched_elsewhere")} {number(lang, coverage.watched_elsewhere)}
            </li>
          )}
          {(["own", "not-software"] as const).map((state) => {
            const count = states[state] ?? 0;
            return (
              count > 0 && (
                <li key={state}>
                  {say(`coverage.${state}`)} {number(lang, count)}
                </li>
              )
            );
          })}
        </ul>
        <p className="why">{countable === 0 ? say("device.coverage.none") : left}</p>
      </div>
      <strong>{say("device.coverage.of", { watched, total: countable })}</strong>
    </section>
  );
}

/** The same for a line of a list. */
export function SmallMeter({ watched, total }: { watched: number; total: number }) {
  return (
    <>
      <span className="num">
        {watched} / {total}
      </span>
      <span className="meter small" aria-hidden="true">
        <i className="m-matched" style={{ flexGrow: watched }} />
        <i className="m-rest" style={{ flexGrow: Math.max(total - watched, 0) }} />
      </span>
    </>
  );
}
