import { type Progress, useRunning } from "../api/events";
import { useSpeaking } from "../words/lang";

const MEGA = 1_000_000;

/** What the server does now; nothing at all when it does nothing, or no event reaches the page. */
export function Running() {
  const { say } = useSpeaking();
  const running = useRunning();
  if (running.length === 0) return null;
  return (
    <section className="panel" aria-label={say("now.running")}>
      <ul className="alive" aria-live="off">
        {running.map((one) => (
          <Line key={one.id} of={one} />
        ))}
      </ul>
    </section>
  );
}

function Line({ of: { kind, label, done, total, unit } }: { of: Progress }) {
  const { say } = useSpeaking();
  const what =
    kind !== "sync"
      ? say(kind === "import" ? "now.import" : "now.watch")
      : label
        ? say("now.sync", { name: label })
        : say("now.sync.all");
  const mega = (bytes: number) => (bytes / MEGA).toFixed(1);
  const far =
    unit === "feeds"
      ? say("now.feeds")
      : unit === "checks"
        ? say("now.checks", { done, total: total ?? 0 })
        : total === null
          ? say("now.bytes.some", { done: mega(done) })
          : say("now.bytes", { done: mega(done), total: mega(total) });
  return (
    <li>
      <span>{what}</span>
      {total ? <progress max={total} value={done} aria-label={what} /> : <span />}
      <span className="why">{far}</span>
    </li>
  );
}
