import { useQuery } from "@tanstack/react-query";
import { question } from "../../api/client";
import type { Decisions as List } from "../../api/people";
import { DecisionPanel } from "../../parts/decision";
import { Asked, Empty } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { asked } from "./then";

/** The decisions of a dossier or a site with their signatures. */
export function Decisions({ path, at = "" }: { path: string; at?: string }) {
  const { say, lang } = useSpeaking();
  const decisions = useQuery(question<List>(lang, `${path}/decisions${asked({ at })}`));
  return (
    <Asked of={decisions}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={say("decision.none")} detail={say("decision.none.detail")} next={say("decision.none.next")} />
        ) : (
          items.map((item) => <DecisionPanel key={item.decision} of={item} />)
        )
      }
    </Asked>
  );
}
