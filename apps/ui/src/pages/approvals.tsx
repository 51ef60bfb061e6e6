import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { question } from "../api/client";
import { type Decisions, isNothing } from "../api/people";
import { Chip } from "../parts/chip";
import { DecisionPanel } from "../parts/decision";
import { Title } from "../parts/title";
import { Asked, Empty } from "../parts/trouble";
import { useSpeaking } from "../words/lang";

/** Decisions that wait for a second person. */
export default function Approvals() {
  const { say, lang } = useSpeaking();
  const waiting = useQuery(question<Decisions>(lang, "/decisions"));
  return (
    <Asked of={waiting}>
      {({ items, more, unreadable }) => (
        <>
          <Title plain={say("nav.approvals")}>{say("approvals.title", { count: items.length })}</Title>
          {more && <p className="why">{say("approvals.more")}</p>}
          {unreadable.map(({ id, why }) => (
            <p key={id} className="panel break">
              <Chip tone="blind">{say("approvals.unreadable")}</Chip> <strong>{id}</strong>{" "}
              <span className="why">{why}</span>
            </p>
          ))}
          {isNothing({ items, more, unreadable }) && (
            <Empty
              title={say("approvals.none")}
              detail={say("approvals.none.detail")}
              next={<Link href="/devices">{say("work.none.next")}</Link>}
            />
          )}
          {items.map((item) => (
            <DecisionPanel key={`${item.site} ${item.device} ${item.decision}`} of={item} linked />
          ))}
        </>
      )}
    </Asked>
  );
}
