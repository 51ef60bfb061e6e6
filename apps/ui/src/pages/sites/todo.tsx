import { useState } from "react";
import { Link } from "wouter";
import type { SiteAnswer } from "../../api/answers";
import { Chip, toneOf } from "../../parts/chip";
import { Drawer } from "../../parts/drawer";
import { Facts } from "../../parts/facts";
import { useOffered } from "../../parts/offered";
import { useMay } from "../../parts/person";
import { Answer, Empty } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { word } from "../../words/say";
import { DecideAbout } from "../device/decide";

type Touching = SiteAnswer["vulnerabilities"][number];
type Place = Touching["releases"][number];

/** The card of one item of work: how many units, where, and what is to be done about it. */
export function ToDo({ id, about, answer }: { id: string; about: string; answer: SiteAnswer }) {
  const { say } = useSpeaking();
  const touching = answer.vulnerabilities.find((one) => one.id === about);
  if (touching) return <Card site={id} of={touching} />;
  const finding = answer.findings.find((one) => one.id === about);
  if (finding) {
    return (
      <Answer
        tone={toneOf(finding.priority)}
        word={word(say, "priority", finding.priority)}
        sentence={finding.explanation}
      >
        {say("app.next")}: {finding.next}
      </Answer>
    );
  }
  return (
    <Empty
      title={say("todo.gone", { about })}
      detail={say("todo.gone.detail")}
      next={<Link href={`/vulnerabilities/${encodeURIComponent(about)}`}>{say("todo.gone.next")}</Link>}
    />
  );
}

function Card({ site, of }: { site: string; of: Touching }) {
  const { say } = useSpeaking();
  const mayDecide = useMay("decide");
  const decides = useOffered("post", "/sites/{id}/decisions") && mayDecide;
  const [opened, setOpened] = useState<Place>();
  const path = encodeURIComponent(site);
  return (
    <>
      <Answer
        tone={toneOf(of.priority)}
        word={word(say, "priority", of.priority)}
        sentence={say("todo.sentence", { about: of.id, count: of.units, life: of.life_supporting })}
      >
        <p lang="en">{of.title}</p>
        {of.known_exploited && (
          <p>
            <Chip tone="bad">{say("device.exploited")}</Chip>
          </p>
        )}
        <Facts
          of={[
            [
              say("app.where"),
              of.releases.map((at) => (
                <div key={`${at.received} ${at.release} ${at.component}`} className="row">
                  <span className="mono">{`${at.component} · ${at.received} ${at.release}`}</span>
                  {decides && (
                    <button
                      type="button"
                      aria-label={`${say("decide.open")}: ${at.component} ${at.received} ${at.release}`}
                      onClick={() => setOpened(at)}
                    >
                      {say("decide.open")}
                    </button>
                  )}
                </div>
              )),
            ],
            [
              say("app.next"),
              <ul key="next" className="worst">
                <li>
                  <Link href={`/vulnerabilities/${encodeURIComponent(of.id)}`}>{say("todo.next.where")}</Link>
                </li>
                <li>
                  <Link href={`/network/${path}`}>{say("todo.next.network")}</Link>
                </li>
                <li>{say(decides ? "todo.next.decide" : "todo.next.ask")}</li>
              </ul>,
            ],
          ]}
        />
      </Answer>
      <Drawer title={of.id} open={opened !== undefined} close={() => setOpened(undefined)}>
        {opened && (
          <DecideAbout
            key={`${opened.component} ${opened.release}`}
            path={`/sites/${path}/decisions`}
            about={{ vulnerability: of.id, ...opened }}
          />
        )}
      </Drawer>
    </>
  );
}
