import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { question } from "../api/client";
import type { WorkItem, Work as WorkList } from "../api/server";
import { Chip, State, type Tone } from "../parts/chip";
import { Running } from "../parts/running";
import { Age } from "../parts/sources";
import { Title } from "../parts/title";
import { Asked, Empty } from "../parts/trouble";
import { useSpeaking } from "../words/lang";
import { daysUntil, due, moment } from "../words/time";

/** The home of every role: what needs this person, and how old the sources are on which silence rests. */
export default function Work() {
  const { say, lang } = useSpeaking();
  const work = useQuery({ ...question<WorkList>(lang, "/work"), refetchInterval: 60_000 });
  return (
    <Asked of={work}>
      {(list) => (
        <List
          {...list}
          title={list.items.length > 0 ? say("work.title", { count: list.items.length }) : say("work.none")}
        />
      )}
    </Asked>
  );
}

function List({ as_of, items, sources, title }: WorkList & { title: string }) {
  const { say } = useSpeaking();
  return (
    <>
      <Title plain={title}>{title}</Title>
      <p className="sub">{say("app.as_of", { when: moment(as_of) })}</p>
      {items.length === 0 ? (
        <Empty
          title={say("work.none")}
          detail={say("work.none.detail")}
          next={<Link href="/devices">{say("work.none.next")}</Link>}
        />
      ) : (
        <div className="wide">
          <table className="stack" aria-label={say("work.list")}>
            <thead>
              <tr>
                <th scope="col">{say("work.what")}</th>
                <th scope="col">{say("work.state")}</th>
                <th scope="col" className="num">
                  {say("work.due")}
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <Item key={item.id} item={item} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Running />
      <h2>{say("work.alive")}</h2>
      <Alive sources={sources} />
    </>
  );
}

function Item({ item }: { item: WorkItem }) {
  const { say } = useSpeaking();
  const now = new Date();
  const late = item.due ? daysUntil(item.due, now) < 0 : false;
  const tone: Tone = item.urgent || late ? "bad" : "warn";
  return (
    <tr>
      <td>
        <Link href={item.href}>
          <strong>{item.title}</strong>
        </Link>
        {item.detail && <div className="why">{item.detail}</div>}
      </td>
      <td>
        <Chip tone={tone}>{say(item.urgent ? "state.urgent" : late ? "state.overdue" : "state.open")}</Chip>
      </td>
      <td className="num" data-label={say("work.due")}>
        {item.due ? (
          <>
            {due(say, item.due, now)}
            <div className="why">{moment(item.due)}</div>
          </>
        ) : (
          "–"
        )}
      </td>
    </tr>
  );
}

function Alive({ sources }: { sources: WorkList["sources"] }) {
  const { say } = useSpeaking();
  if (sources.length === 0) {
    return (
      <Empty
        title={say("feeds.none")}
        detail={say("feeds.none.detail")}
        next={<Link href="/feeds">{say("feeds.none.next")}</Link>}
      />
    );
  }
  return (
    <ul className="alive">
      {sources.map((source) => (
        <li key={source.name}>
          <span>{source.name}</span>
          <State prefix="source" state={source.state} />
          <span className="why">
            <Age days={source.age_days} limit={source.limit_days} />
          </span>
        </li>
      ))}
    </ul>
  );
}
