import { useQuery } from "@tanstack/react-query";
import type { FeedsAnswer } from "../api/answers";
import { question } from "../api/client";
import { Running } from "../parts/running";
import { Sources } from "../parts/sources";
import { Title } from "../parts/title";
import { Answer, Asked, Empty } from "../parts/trouble";
import { useSpeaking } from "../words/lang";
import { moment } from "../words/time";
import { Sync } from "./feeds/sync";

/** The sources on which every silence rests, and how old they are. */
export default function Feeds() {
  const { say, lang } = useSpeaking();
  const feeds = useQuery(question<FeedsAnswer>(lang, "/feeds"));
  return (
    <Asked of={feeds}>
      {({ sources, as_of, mirror }) => {
        const old = sources.filter(({ state }) => state !== "fresh").length;
        const title =
          old > 0 ? say("feeds.title.stale", { count: old }) : say("feeds.title.fresh", { count: sources.length });
        const shown = sources.length === 0 ? say("feeds.none") : title;
        return (
          <>
            <Title plain={say("nav.feeds")}>{say("nav.feeds")}</Title>
            <p className="sub">
              {say("app.as_of", { when: moment(as_of) })}
              {mirror && <> · {say("app.mirror", { hash: mirror.slice(0, 12) })}</>}
            </p>
            <Sync />
            <Running />
            {sources.length === 0 ? (
              <Empty title={shown} detail={say("feeds.none.detail")} next={say("feeds.none.next")} />
            ) : (
              <>
                <Answer
                  tone={old > 0 ? "bad" : "ok"}
                  word={say(old > 0 ? "source.stale" : "source.fresh")}
                  sentence={shown}
                >
                  {say("feeds.sub")}
                </Answer>
                <Sources of={sources} full />
              </>
            )}
          </>
        );
      }}
    </Asked>
  );
}
