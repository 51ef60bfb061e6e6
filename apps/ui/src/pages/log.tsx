import { useInfiniteQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useLocation, useSearch } from "wouter";
import { ask } from "../api/client";
import type { LogPage, LogRow } from "../api/server";
import { Entries } from "../parts/entries";
import { Title } from "../parts/title";
import { Asked, Empty } from "../parts/trouble";
import { useSpeaking } from "../words/lang";
import { field } from "./signin";

/** Rows that are asked for at a time. */
const ROWS = 100;

/** What of the log is asked for; it stands in the address, so that other pages lead to it. */
interface Wanted {
  deed: string;
  subject: string;
}

function addressOf({ deed, subject }: Wanted, more: Record<string, string> = {}): string {
  const query = new URLSearchParams(more);
  if (deed) query.set("deed", deed);
  if (subject) query.set("subject", subject);
  const text = query.toString();
  return text && `?${text}`;
}

/** What happened here, under a checkpoint that others can hold it to. */
export default function Log() {
  const { say } = useSpeaking();
  const asked = new URLSearchParams(useSearch());
  const wanted = { deed: asked.get("deed") ?? "", subject: asked.get("subject") ?? "" };
  const { pages, more, reading } = usePages(wanted);
  return (
    <>
      <Title plain={say("nav.log")}>{say("log.title")}</Title>
      <Asked of={pages}>
        {([first, ...rest]) => {
          const rows = [first, ...rest].flatMap((page) => page?.items ?? []);
          return (
            <>
              <div className="panel">
                <p>{say("log.size", { count: first?.size ?? 0 })}</p>
                <p className="row">
                  <a className="button" href="/api/v1/log/export" download="tutela-log.jsonl">
                    {say("log.export")}
                  </a>
                  <a className="button ghost" href="/api/v1/log/key" download="tutela-log-key.json">
                    {say("log.key")}
                  </a>
                </p>
                <p className="why">
                  {say("log.verify")} <span className="mono">tutela log verify tutela-log.jsonl --key …</span>
                </p>
                <p className="why">{say("log.export.told")}</p>
              </div>
              <Narrow wanted={wanted} deeds={first?.deeds ?? []} />
              <Shown rows={rows} narrowed={wanted.deed !== "" || wanted.subject !== ""} over={!more} />
              {more && (
                <p className="row">
                  <button type="button" className="ghost" onClick={more} disabled={reading}>
                    {say("log.more")}
                  </button>
                </p>
              )}
            </>
          );
        }}
      </Asked>
    </>
  );
}

function usePages(wanted: Wanted) {
  const { lang } = useSpeaking();
  const asked = useInfiniteQuery({
    queryKey: ["log", lang, wanted.deed, wanted.subject],
    queryFn: ({ pageParam, signal }) => {
      const more = { limit: String(ROWS), ...(pageParam ? { after: pageParam } : {}) };
      return ask<LogPage>(lang, `/log${addressOf(wanted, more)}`, undefined, signal);
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
  });
  const more = asked.hasNextPage ? () => void asked.fetchNextPage() : undefined;
  const pages = { data: asked.data?.pages, error: asked.error, refetch: asked.refetch };
  return { pages, more, reading: asked.isFetchingNextPage };
}

/** Which kind of entries, and about what. */
function Narrow({ wanted, deeds }: { wanted: Wanted; deeds: LogPage["deeds"] }) {
  const { say } = useSpeaking();
  const [, go] = useLocation();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    go(`/log${addressOf({ deed: field(form, "deed"), subject: field(form, "subject").trim() })}`);
  };
  return (
    <form className="inline" onSubmit={submit} key={`${wanted.deed} ${wanted.subject}`}>
      <label>
        {say("log.deed")}
        <select name="deed" defaultValue={wanted.deed}>
          <option value="">{say("log.deed.any")}</option>
          {deeds.map(({ deed, deed_text }) => (
            <option key={deed} value={deed}>
              {deed_text}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say("log.subject")}
        <input type="search" name="subject" defaultValue={wanted.subject} />
      </label>
      <button type="submit" className="ghost">
        {say("log.narrow")}
      </button>
    </form>
  );
}

function Shown({ rows, narrowed, over }: { rows: LogRow[]; narrowed: boolean; over: boolean }) {
  const { say } = useSpeaking();
  if (rows.length === 0 && narrowed)
    return (
      <Empty
        title={say("log.nothing")}
        detail={say(over ? "log.nothing.whole" : "log.nothing.part")}
        next={say(over ? "log.nothing.next" : "log.more")}
      />
    );
  if (rows.length === 0)
    return <Empty title={say("log.none")} detail={say("history.none.detail")} next={say("devices.none.next")} />;
  return (
    <Entries
      label={say("nav.log")}
      of={rows.map(({ index, at, by, by_text, deed_text, subject, subject_text }) => ({
        number: index,
        at,
        by: by_text || by,
        title: deed_text,
        detail: subject_text || subject,
      }))}
    />
  );
}
