import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { Link } from "wouter";
import { ask, question } from "../api/client";
import type { WorkItem, Work as WorkList } from "../api/server";
import { Chip, State, type Tone } from "../parts/chip";
import { useMay } from "../parts/person";
import { Running } from "../parts/running";
import { Age } from "../parts/sources";
import { Title } from "../parts/title";
import { Asked, Empty, Trouble } from "../parts/trouble";
import { useSpeaking } from "../words/lang";
import { daysUntil, due, moment } from "../words/time";

/** Where the list of this person comes from: who keeps the accounts and nothing else has one of their own. */
function useList() {
  return useMay("read-work") ? "/work" : "/upkeep";
}

/** The home of every role: what needs this person, and how old the sources are on which silence rests. */
export default function Work() {
  const { say, lang } = useSpeaking();
  const list = useList();
  const work = useQuery({ ...question<WorkList>(lang, list), refetchInterval: 60_000 });
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

function List({ as_of, items, sources, closed, title }: WorkList & { title: string }) {
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
                <th scope="col">{say("work.say")}</th>
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
      <Closed of={closed} />
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
        {item.seen_at && (
          <div className="why">{say("work.seen.by", { who: item.seen_by ?? "", when: moment(item.seen_at) })}</div>
        )}
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
      <td data-label={say("work.say")}>
        <Say item={item} />
      </td>
    </tr>
  );
}

const LABELS = { acknowledged: "work.seen", open: "work.unseen", done: "work.done" } as const;

/** What one may say of an item: that it was seen, so that nobody else is told in one's place, and that it is done. */
function Say({ item }: { item: WorkItem }) {
  const { say, lang } = useSpeaking();
  const list = useList();
  const client = useQueryClient();
  const why = useId();
  const change = useMutation({
    mutationFn: (state: string) => ask(lang, `${list}/${item.id}`, { method: "POST", json: { state } }),
    onSettled: () => client.invalidateQueries({ queryKey: [list.slice(1)] }),
  });
  if (item.may.length === 0 && !item.done_when) return "–";
  return (
    <>
      <div className="row">
        {(["acknowledged", "open", "done"] as const)
          .filter((state) => item.may.includes(state))
          .map((state) => (
            <button
              key={state}
              type="button"
              className="ghost"
              disabled={change.isPending}
              aria-label={`${say(LABELS[state])}: ${item.title}`}
              {...(item.done_when ? { "aria-describedby": why } : {})}
              onClick={() => change.mutate(state)}
            >
              {say(LABELS[state])}
            </button>
          ))}
      </div>
      {item.done_when && (
        <div id={why} className="why">
          {item.done_when}
        </div>
      )}
      {change.error && <Trouble fault={change.error} />}
    </>
  );
}

/** What ended by itself, so that nobody wonders where it went. */
function Closed({ of }: { of: WorkList["closed"] }) {
  const { say } = useSpeaking();
  if (of.length === 0) return null;
  return (
    <details>
      <summary>{say("work.closed", { count: of.length })}</summary>
      <ul>
        {of.map(({ title, reason, at, href }) => (
          <li key={`${title} ${at}`}>
            <Link href={href}>{title}</Link>{" "}
            <span className="why">
              {reason} · {moment(at)}
            </span>
          </li>
        ))}
      </ul>
    </details>
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
            <Age days={source.age_days} limit={source.limit_days} />{" "}
            {source.limit_of ? say("source.limit.plan", { name: source.limit_of }) : say("source.limit.server")}
          </span>
        </li>
      ))}
    </ul>
  );
}
