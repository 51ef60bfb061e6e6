import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Component } from "../../api/answers";
import { ask } from "../../api/client";
import type { ComponentPage, ComponentRow } from "../../api/server";
import { Chip, State } from "../../parts/chip";
import { type Column, Rows } from "../../parts/rows";
import { Asked, Empty } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { word } from "../../words/say";

/** Rows that are asked for at a time. */
const ROWS = 100;

/** How long the server waits for the next letter, in milliseconds. */
const TYPING = 250;

/** Every component, and who watches it; of a release that somebody chose all are here, otherwise they come page by page. */
export function Sbom(props: { id: string; at: string; listed: Component[] | undefined }) {
  const { id, at, listed } = props;
  return listed ? <Listed of={listed} /> : <Paged id={id} at={at} />;
}

/** The components of a release that is not the one whose last check the server pages through. */
function Listed({ of }: { of: Component[] }) {
  const { say } = useSpeaking();
  const [state, setState] = useState("");
  const all: Column<ComponentRow>[] = useColumns();
  const columns = useMemo(
    () => all.map((column) => ({ ...column, value: (row: ComponentRow) => textOf(column.id, row) })),
    [all],
  );
  const rows = useMemo(
    () =>
      of
        .map((row, number) => ({ changed: false, watched_elsewhere: false, ...row, number }))
        .filter((row) => state === "" || row.state === state),
    [of, state],
  );
  if (of.length === 0)
    return <Empty title={say("sbom.none")} detail={say("sbom.none.detail")} next={say("sbom.none.next")} />;
  const states = [...new Set(of.map((row) => row.state))].sort();
  return (
    <>
      <div className="inline">
        <label>
          {say("sbom.state")}
          <select value={state} onChange={(event) => setState(event.target.value)}>
            <option value="">{say("sbom.all", { count: of.length })}</option>
            {states.map((name) => (
              <option key={name} value={name}>
                {word(say, "coverage", name)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Rows
        label={say("sbom.title", { count: of.length })}
        rows={rows}
        columns={columns}
        idOf={(row) => String(row.number)}
        nothingLeft={say("device.findings.narrowed")}
      />
    </>
  );
}

/** What a column sorts by and is narrowed by. */
function textOf(column: string, row: ComponentRow): string {
  if (column === "name") return `${row.name} ${row.purl ?? ""}`;
  if (column === "sources") return row.sources.join(" ");
  return String({ version: row.version, state: row.state, place: row.place }[column] ?? "");
}

function Paged({ id, at }: { id: string; at: string }) {
  const { say } = useSpeaking();
  const [typed, setTyped] = useState("");
  const [state, setState] = useState("");
  const { pages, more } = useComponents(id, useSettled(typed), state, at);
  const columns = useColumns();
  return (
    <Asked of={pages}>
      {([first, ...rest]) => {
        if (!first || first.total === 0)
          return <Empty title={say("sbom.none")} detail={say("sbom.none.detail")} next={say("sbom.none.next")} />;
        const rows = [first, ...rest].flatMap(({ items }) => items);
        return (
          <>
            <div className="inline">
              <label>
                {say("sbom.state")}
                <select value={state} onChange={(event) => setState(event.target.value)}>
                  <option value="">{say("sbom.all", { count: first.total })}</option>
                  {Object.entries(first.states)
                    .filter(([, count]) => count > 0)
                    .map(([name, count]) => (
                      <option key={name} value={name}>
                        {word(say, "coverage", name)} ({count})
                      </option>
                    ))}
                </select>
              </label>
            </div>
            <Rows
              label={say("sbom.title", { count: first.total })}
              rows={rows}
              columns={columns}
              idOf={(row) => String(row.number)}
              nothingLeft={say("device.findings.narrowed")}
              more={more}
              asks={setTyped}
              total={first.total}
            />
          </>
        );
      }}
    </Asked>
  );
}

/** What was typed, once nothing more is typed. */
function useSettled(typed: string): string {
  const [settled, settle] = useState(typed);
  useEffect(() => {
    const waiting = setTimeout(() => settle(typed), TYPING);
    return () => clearTimeout(waiting);
  }, [typed]);
  return settled;
}

function useComponents(id: string, find: string, state: string, at: string) {
  const { lang } = useSpeaking();
  const asked = useInfiniteQuery({
    queryKey: ["devices", lang, id, "components", find, state, at],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: String(ROWS), find });
      if (state) query.set("state", state);
      if (at) query.set("as_of", at);
      if (pageParam) query.set("after", pageParam);
      return ask<ComponentPage>(lang, `/devices/${encodeURIComponent(id)}/components?${query}`, undefined, signal);
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
    placeholderData: keepPreviousData,
  });
  const more = () => {
    if (asked.hasNextPage && !asked.isFetchingNextPage) void asked.fetchNextPage();
  };
  return { pages: { data: asked.data?.pages, error: asked.error, refetch: asked.refetch }, more };
}

/** In the order of the SBOMs; without values the list does not sort what it does not hold. */
function useColumns(): Column<ComponentRow>[] {
  const { say } = useSpeaking();
  return useMemo(
    () => [
      {
        id: "name",
        title: say("sbom.name"),
        track: "minmax(150px, 1.4fr)",
        shows: (row) => (
          <>
            <strong>{row.name}</strong>
            {row.purl && <div className="why mono">{row.purl}</div>}
          </>
        ),
      },
      {
        id: "version",
        title: say("sbom.version"),
        track: "120px",
        shows: (row) => <span className="mono">{row.version || "–"}</span>,
      },
      {
        id: "state",
        title: say("sbom.state"),
        track: "minmax(200px, 1.2fr)",
        shows: (row) =>
          row.watched_elsewhere ? (
            <Chip tone="warn">{say("coverage.watched_elsewhere")}</Chip>
          ) : (
            <State prefix="coverage" state={row.state} />
          ),
      },
      {
        id: "sources",
        title: say("sbom.sources"),
        track: "minmax(110px, 1fr)",
        shows: (row) => row.sources.join(" · ") || "–",
      },
      {
        id: "place",
        title: say("sbom.place"),
        track: "minmax(160px, 1.2fr)",
        shows: (row) => <span className="mono">{row.place ?? "–"}</span>,
      },
    ],
    [say],
  );
}
