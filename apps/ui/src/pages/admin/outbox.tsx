import { useQuery } from "@tanstack/react-query";
import { question } from "../../api/client";
import type { Way } from "../../api/notices";
import { Chip } from "../../parts/chip";
import { Asked } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { known } from "../../words/say";
import { moment } from "../../words/time";
import { Webhooks } from "./webhooks";

/** Which ways are open, how messages stand, and where events are posted. */
export function Outbox() {
  const { say, lang } = useSpeaking();
  const outbox = useQuery(question<{ ways: Way[] }>(lang, "/outbox"));
  return (
    <>
      <section aria-labelledby="outbox">
        <h2 id="outbox">{say("outbox.title")}</h2>
        <Asked of={outbox}>{({ ways }) => <Ways ways={ways} />}</Asked>
      </section>
      <Webhooks />
    </>
  );
}

function Ways({ ways }: { ways: Way[] }) {
  const { say } = useSpeaking();
  return (
    <div className="wide">
      <table className="stack">
        <thead>
          <tr>
            <th scope="col">{say("outbox.way")}</th>
            <th scope="col">{say("admin.active")}</th>
            <th scope="col">{say("outbox.waiting")}</th>
            <th scope="col">{say("outbox.failing")}</th>
            <th scope="col">{say("outbox.sent")}</th>
            <th scope="col">{say("outbox.withdrawn")}</th>
            <th scope="col">{say("outbox.oldest")}</th>
            <th scope="col">{say("outbox.fault")}</th>
          </tr>
        </thead>
        <tbody>
          {ways.map((way) => (
            <Row key={way.way} way={way} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ way }: { way: Way }) {
  const { say } = useSpeaking();
  const name = known("outbox.way", way.way);
  const cells = [
    ["outbox.waiting", way.waiting],
    ["outbox.failing", way.failing],
    ["outbox.sent", way.sent],
    ["outbox.withdrawn", way.withdrawn],
  ] as const;
  return (
    <tr>
      <th scope="row">{name ? say(name as "outbox.way") : way.way}</th>
      <td>
        <Chip tone={way.open ? "ok" : "warn"}>{say(way.open ? "outbox.open" : "outbox.closed")}</Chip>
      </td>
      {cells.map(([label, count]) => (
        <td key={label} data-label={say(label)}>
          {count}
        </td>
      ))}
      <td data-label={say("outbox.oldest")}>{moment(way.oldest)}</td>
      <td data-label={say("outbox.fault")}>{way.fault ?? say("app.none")}</td>
    </tr>
  );
}
