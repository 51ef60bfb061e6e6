import { useQuery } from "@tanstack/react-query";
import { question } from "../api/client";
import type { LogPage } from "../api/server";
import { Entries } from "../parts/entries";
import { Title } from "../parts/title";
import { Asked, Empty } from "../parts/trouble";
import { useSpeaking } from "../words/lang";

/** What happened here, under a checkpoint that others can hold it to. */
export default function Log() {
  const { say, lang } = useSpeaking();
  const log = useQuery(question<LogPage>(lang, "/log?limit=200"));
  return (
    <>
      <Title plain={say("nav.log")}>{say("log.title")}</Title>
      <Asked of={log}>
        {({ items, size }) => (
          <>
            <div className="panel">
              <p>{say("log.size", { count: size })}</p>
              <p className="why">{say("log.verify")}</p>
            </div>
            {items.length === 0 ? (
              <Empty title={say("log.none")} detail={say("history.none.detail")} next={say("devices.none.next")} />
            ) : (
              <Entries
                label={say("nav.log")}
                of={items.map(({ index, at, by, by_text, deed_text, subject, subject_text }) => ({
                  number: index,
                  at,
                  by: by_text || by,
                  title: deed_text,
                  detail: subject_text || subject,
                }))}
              />
            )}
          </>
        )}
      </Asked>
    </>
  );
}
