import { useQuery } from "@tanstack/react-query";
import { question } from "../../api/client";
import type { Page, Revision } from "../../api/server";
import { Entries } from "../../parts/entries";
import { Asked, Empty } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { asked, pageOf } from "./then";

/** The last moment at which a revision was the newest one. */
const before = (later: Revision) => new Date(Date.parse(later.at) - 1).toISOString();

/** What happened to a device's dossier; each revision leads to the device as it was while it was the newest. */
export function History({ id, at }: { id: string; at: string }) {
  const { say, lang } = useSpeaking();
  const history = useQuery(
    question<Page<Revision>>(lang, `/devices/${encodeURIComponent(id)}/history${asked({ at }, { limit: "200" })}`),
  );
  return (
    <Asked of={history}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={say("history.none")} detail={say("history.none.detail")} next={say("devices.none.next")} />
        ) : (
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
        )
      }
    </Asked>
  );
}
