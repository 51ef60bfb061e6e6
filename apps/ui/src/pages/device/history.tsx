import { useInfiniteQuery } from "@tanstack/react-query";
import { ask } from "../../api/client";
import type { Page, Revision } from "../../api/server";
import { Entries } from "../../parts/entries";
import { Asked, Empty } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { asked, pageOf } from "./then";

/** The last moment at which a revision was the newest one. */
const before = (later: Revision) => new Date(Date.parse(later.at) - 1).toISOString();

/** Revisions that are asked for at a time. */
const ROWS = "100";

function useRevisions(id: string, at: string) {
  const { lang } = useSpeaking();
  const revisions = useInfiniteQuery({
    queryKey: ["devices", lang, `/devices/${id}/history`, at],
    queryFn: ({ pageParam, signal }) => {
      const after: Record<string, string> = pageParam ? { after: pageParam } : {};
      const path = `/devices/${encodeURIComponent(id)}/history${asked({ at }, { limit: ROWS, ...after })}`;
      return ask<Page<Revision>>(lang, path, undefined, signal);
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
  });
  const more = revisions.hasNextPage ? () => void revisions.fetchNextPage() : undefined;
  const pages = { data: revisions.data?.pages, error: revisions.error, refetch: revisions.refetch };
  return { pages, more, reading: revisions.isFetchingNextPage };
}

/** What happened to a device's dossier; each revision leads to the device as it was while it was the newest. */
export function History({ id, at }: { id: string; at: string }) {
  const { say } = useSpeaking();
  const { pages, more, reading } = useRevisions(id, at);
  return (
    <Asked of={pages}>
      {(read) => (
        <>
          <Shown id={id} items={read.flatMap(({ items }) => items)} />
          {more && (
            <button type="button" className="ghost" onClick={more} disabled={reading}>
              {say("log.more")}
            </button>
          )}
        </>
      )}
    </Asked>
  );
}

function Shown({ id, items }: { id: string; items: Revision[] }) {
  const { say } = useSpeaking();
  if (items.length === 0)
    return <Empty title={say("history.none")} detail={say("history.none.detail")} next={say("devices.none.next")} />;
  return (
    <Entries
      label={say("device.tab.history")}
      of={items.map(({ sequence, at, by, by_text, hash }, index) => {
        const later = items[index - 1];
        return {
          number: sequence,
          at,
          by: by_text ?? by,
          title: say("history.revision", { sequence }),
          detail: hash,
          leads: later && { href: pageOf(id, "check", { at: before(later) }), label: say("history.then") },
        };
      })}
    />
  );
}
