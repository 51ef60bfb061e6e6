import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link, useLocation } from "wouter";
import { ask } from "../api/client";
import type { Kept, Page } from "../api/server";
import { State } from "../parts/chip";
import { SmallMeter } from "../parts/meter";
import { useMay } from "../parts/person";
import { type Column, Rows } from "../parts/rows";
import { Title } from "../parts/title";
import { Asked, Empty } from "../parts/trouble";
import { useSpeaking } from "../words/lang";
import type { Say } from "../words/say";
import { moment } from "../words/time";
import { Upload } from "./devices/upload";

/** Every device dossier, with the last answer about it. */
export default function Devices() {
  const { say } = useSpeaking();
  const kept = useKept("/devices");
  const mayAdd = useMay("add-devices");
  return (
    <>
      <Asked of={kept}>
        {({ rows, whole }) => {
          const title = whole
            ? say("devices.title", { count: rows.length })
            : say("devices.some", { count: rows.length });
          return (
            <>
              <Title plain={title}>{title}</Title>
              <p className="sub">{say("devices.sub")}</p>
              {rows.length === 0 ? (
                <Empty
                  title={say("devices.none")}
                  detail={say("devices.none.detail")}
                  next={say("devices.none.next")}
                />
              ) : (
                <List rows={rows} more={whole ? undefined : kept.more} />
              )}
            </>
          );
        }}
      </Asked>
      {mayAdd && <Upload />}
    </>
  );
}

/** A list that the server gives in pages, as far as it was read. */
export function useKept(path: string) {
  const { lang } = useSpeaking();
  const pages = useInfiniteQuery({
    queryKey: [path.slice(1), lang, path, "pages"],
    queryFn: ({ pageParam, signal }) => {
      const after = pageParam ? `&after=${encodeURIComponent(pageParam)}` : "";
      return ask<Page<Kept>>(lang, `${path}?limit=200${after}`, undefined, signal);
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
  });
  const data = useMemo(
    () => pages.data && { rows: pages.data.pages.flatMap((page) => page.items), whole: !pages.hasNextPage },
    [pages.data, pages.hasNextPage],
  );
  const more = () => {
    if (!pages.isFetchingNextPage) void pages.fetchNextPage();
  };
  return { data, error: pages.error, refetch: pages.refetch, more };
}

/** The last answer about each, as columns. */
export function answerColumns(say: Say): Column<Kept>[] {
  const count = (row: Kept, name: string) => row.answer?.counts[name] ?? 0;
  return [
    {
      id: "verdict",
      title: say("devices.verdict"),
      track: "minmax(210px, 2fr)",
      value: (row) => row.answer?.verdict ?? "",
      shows: (row) => (
        <>
          <State prefix="verdict" state={row.answer?.verdict ?? "not-checked"} old={row.answer?.current === false} />
          {row.answer && !row.answer.current && <div className="why">{say("devices.not_current")}</div>}
        </>
      ),
    },
    {
      id: "findings",
      title: say("devices.findings"),
      track: "130px",
      numeric: true,
      end: true,
      value: (row) => count(row, "blocking") + count(row, "undecided"),
      shows: (row) => (row.answer ? count(row, "blocking") + count(row, "undecided") : "–"),
    },
    {
      id: "exploited",
      title: say("device.exploited"),
      track: "130px",
      numeric: true,
      end: true,
      value: (row) => count(row, "exploited"),
      shows: (row) => (row.answer ? count(row, "exploited") : "–"),
    },
    {
      id: "watched",
      title: say("devices.coverage"),
      track: "150px",
      value: (row) => (count(row, "countable") ? count(row, "watched") / count(row, "countable") : 0),
      shows: (row) =>
        row.answer ? <SmallMeter watched={count(row, "watched")} total={count(row, "countable")} /> : "–",
    },
    {
      id: "checked",
      title: say("devices.checked"),
      track: "150px",
      value: (row) => row.answer?.at ?? "",
      shows: (row) => moment(row.answer?.at),
    },
  ];
}

/** The sites of this organisation. */
export function useSites() {
  const { lang } = useSpeaking();
  return useQuery({
    queryKey: ["sites", lang, "/sites"],
    queryFn: ({ signal }) => ask<Page<Kept>>(lang, "/sites?limit=200", undefined, signal),
  });
}

function List({ rows, more }: { rows: Kept[]; more: (() => void) | undefined }) {
  const { say } = useSpeaking();
  const [, go] = useLocation();
  const columns = useMemo(
    (): Column<Kept>[] => [
      {
        id: "name",
        title: say("devices.name"),
        track: "minmax(180px, 2fr)",
        value: (row) => row.id,
        shows: (row) => (
          <Link href={`/devices/${encodeURIComponent(row.id)}`} onClick={(event) => event.stopPropagation()}>
            <strong>{row.id}</strong>
          </Link>
        ),
      },
      ...answerColumns(say),
    ],
    [say],
  );
  return (
    <Rows
      label={say("nav.devices")}
      rows={rows}
      columns={columns}
      idOf={(row) => row.id}
      open={(row) => go(`/devices/${encodeURIComponent(row.id)}`)}
      nothingLeft={say("device.findings.narrowed")}
      more={more}
    />
  );
}
