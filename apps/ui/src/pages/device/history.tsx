import { useQuery } from "@tanstack/react-query";
import { question } from "../../api/client";
import type { Page, Revision } from "../../api/server";
import { Entries } from "../../parts/entries";
import { Asked, Empty } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";

/** What happened to a device's dossier. */
export function History({ id }: { id: string }) {
  const { say, lang } = useSpeaking();
  const history = useQuery(question<Page<Revision>>(lang, `/devices/${encodeURIComponent(id)}/history?limit=200`));
  return (
    <Asked of={history}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={say("history.none")} detail={say("history.none.detail")} next={say("devices.none.next")} />
        ) : (
          <Entries
            label={say("device.tab.history")}
            of={items.map(({ sequence, at, by, hash }) => ({
              number: sequence,
              at,
              by,
              title: say("history.revision", { sequence }),
              detail: hash,
            }))}
          />
        )
      }
    </Asked>
  );
}
