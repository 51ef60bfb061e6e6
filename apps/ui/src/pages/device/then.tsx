import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { Link, useLocation, useSearch } from "wouter";
import type { CheckAnswer } from "../../api/answers";
import { Problem, question } from "../../api/client";
import type { Page, Revision } from "../../api/server";
import { Chip } from "../../parts/chip";
import { useSpeaking } from "../../words/lang";
import { sentences } from "../../words/say";
import { moment } from "../../words/time";
import { field } from "../signin";

/** Which state of a device the page is about; it stands in the address, so that it can be sent to others. */
export interface Then {
  /** A day or a moment; empty for now. */
  at: string;
  /** A release; empty for the newest in support. */
  release: string;
}

/** Reads it from the address. */
export function useThen(): Then {
  const asked = new URLSearchParams(useSearch());
  return { at: asked.get("as_of") ?? "", release: asked.get("release") ?? "" };
}

/** What follows an address, so that the same state is asked about. */
export function asked({ at, release }: Partial<Then>, more: Record<string, string> = {}): string {
  const query = new URLSearchParams(more);
  if (at) query.set("as_of", at);
  if (release) query.set("release", release);
  const text = query.toString();
  return text && `?${text}`;
}

/** The path of a page about a device, in the same state. */
export function pageOf(id: string, tab: string, then: Partial<Then>): string {
  const path = `/devices/${encodeURIComponent(id)}`;
  return `${tab === "check" ? path : `${path}/${tab}`}${asked(then)}`;
}

/** Asks for the day that the page is about. */
export function Day({ id, tab, then }: { id: string; tab: string; then: Then }) {
  const { say } = useSpeaking();
  const [, go] = useLocation();
  const today = new Date().toISOString().slice(0, 10);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    go(pageOf(id, tab, { ...then, at: field(new FormData(event.currentTarget), "day") }));
  };
  return (
    <form className="inline" onSubmit={submit} key={then.at}>
      <label>
        {say("then.day")}
        <input type="date" name="day" max={today} defaultValue={then.at.slice(0, 10)} required />
      </label>
      <button type="submit" className="ghost">
        {say("then.go")}
      </button>
      {then.at && (
        <Link className="button" href={pageOf(id, tab, { ...then, at: "" })}>
          {say("then.now")}
        </Link>
      )}
    </form>
  );
}

/** Says that an answer is of another day, from which check and with sources of which dates. */
export function Banner({ id, answer, then }: { id: string; answer: CheckAnswer; then: Then }) {
  const { say, lang } = useSpeaking();
  const path = `/devices/${encodeURIComponent(id)}/history${asked({ at: then.at }, { limit: "1" })}`;
  const history = useQuery(question<Page<Revision>>(lang, path));
  const newest = history.data?.items[0];
  const later = newest && Date.parse(newest.at) > Date.parse(answer.as_of) ? newest : undefined;
  const dated = answer.sources.map(({ name, published_at }) => `${name} ${moment(published_at)}`);
  return (
    <section className="answer warn" aria-label={say("then.word")}>
      <Chip tone="warn">{say("then.word")}</Chip>
      <div>
        <p>
          <strong>{say("then.sentence", { day: moment(then.at) })}</strong>
        </p>
        <p className="why">{sentences([say("then.check", { when: moment(answer.as_of) }), say("then.kept")])}</p>
        {later && (
          <p>
            {say("then.unchecked", { sequence: later.sequence, when: moment(later.at), by: later.by_text ?? later.by })}
          </p>
        )}
        <p className="why break">
          {say("then.sources")}: {dated.join(" · ") || say("app.none")}
        </p>
      </div>
    </section>
  );
}

/** That nothing is known of a day: no fault, and no all-clear. */
export function Nothing({ fault }: { fault: Problem }) {
  const { say } = useSpeaking();
  return (
    <section className="answer blind" role="alert">
      <Chip tone="blind">{say("then.nothing")}</Chip>
      <div>
        <p>
          <strong>{fault.title}</strong>
        </p>
        <p className="why">
          {say("app.next")}: {fault.next}
        </p>
      </div>
    </section>
  );
}

/** Whether the server says that nothing was known then. */
export function nothingKnown(fault: Error | null): fault is Problem {
  return fault instanceof Problem && fault.code === "server/nothing-known-then";
}
