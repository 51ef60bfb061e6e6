import * as Tabs from "@radix-ui/react-tabs";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "wouter";
import type { SiteAnswer } from "../api/answers";
import { question } from "../api/client";
import { toneOf } from "../parts/chip";
import { useOffered } from "../parts/offered";
import { useMay } from "../parts/person";
import { ChosenSite } from "../parts/site";
import { Title } from "../parts/title";
import { Answer, Asked } from "../parts/trouble";
import { named, useSpeaking } from "../words/lang";
import { type Say, sentences, word } from "../words/say";
import { moment } from "../words/time";
import { Decisions } from "./device/decisions";
import { Upload } from "./devices/upload";
import { Import } from "./sites/import";
import { SiteOverview } from "./sites/overview";
import { Receive } from "./sites/receive";
import { Register, WithoutWard } from "./sites/register";
import { ToDo } from "./sites/todo";
import { Touching } from "./sites/touching";

/** A facility: what touches its installed units, and about which of them nobody can tell. */
export default function Sites({ site }: { site: string }) {
  return (
    <ChosenSite page="/sites" site={site} wards>
      {(id) => <Site key={id} id={id} />}
    </ChosenSite>
  );
}

function Site({ id }: { id: string }) {
  const { lang } = useSpeaking();
  const check = useQuery(question<SiteAnswer>(lang, `/sites/${encodeURIComponent(id)}/check`));
  return <Asked of={check}>{(answer) => <Shown id={id} answer={answer} />}</Asked>;
}

/** The sentence that answers "what about this facility?"; it never leaves out units that nobody can tell about. */
export function siteSentence(say: Say, answer: SiteAnswer): string {
  const { installed, joined } = answer.units;
  const unwatched = answer.releases.reduce((sum, release) => sum + release.countable - release.watched, 0);
  const parts: string[] = [];
  if (answer.verdict === "no-answer") parts.push(say("device.sentence.no-answer"));
  if (answer.vulnerabilities.length > 0) {
    parts.push(say("sites.sentence.vulnerabilities", { count: answer.vulnerabilities.length }));
  }
  const exploited = answer.vulnerabilities.filter(({ known_exploited }) => known_exploited).length;
  if (exploited > 0) parts.push(say("device.sentence.exploited", { count: exploited }));
  if (installed > joined) parts.push(say("sites.sentence.blind", { count: installed - joined, installed }));
  if (unwatched > 0) parts.push(say("sites.sentence.unwatched", { count: unwatched }));
  if (parts.length === 0) parts.push(say("device.sentence.quiet"));
  return sentences(parts);
}

function Shown({ id, answer }: { id: string; answer: SiteAnswer }) {
  const { say, lang } = useSpeaking();
  const mayChange = useMay("change-sites");
  const mayDeliver = useMay("deliver-packages");
  const imports = useOffered("post", "/sites/{id}/units");
  const decides = useOffered("get", "/sites/{id}/decisions");
  const receives = useOffered("post", "/sites/{id}/packages");
  const asked = new URLSearchParams(useSearch());
  const about = asked.get("about");
  const { installed, joined } = answer.units;
  const wards = answer.wards?.names.join(" · ");
  const own = named(lang, answer.site, answer.site.id);
  const name = wards ? `${own} · ${wards}` : own;
  return (
    <>
      <Title plain={name}>
        {name} <span className="soft">{say("units.title", { count: installed })}</span>
      </Title>
      <p className="sub">
        {say("units.sub", { joined, blind: installed - joined })} · {say("app.as_of", { when: moment(answer.as_of) })}
      </p>
      {wards && <p className="panel">{say("ward.only", { wards: name })}</p>}
      <Answer
        tone={toneOf(answer.verdict)}
        word={word(say, "verdict", answer.verdict)}
        sentence={siteSentence(say, answer)}
      />
      {about && <ToDo key={about} id={id} about={about} answer={answer} />}
      <Tabs.Root defaultValue={asked.get("tab") ?? "check"}>
        <Tabs.List className="tabs" aria-label={say("device.tabs")}>
          <Tabs.Trigger value="check">{say("device.tab.check")}</Tabs.Trigger>
          <Tabs.Trigger value="touching">
            {say("nav.vulnerabilities")} <span className="why num">{answer.vulnerabilities.length}</span>
          </Tabs.Trigger>
          {decides && <Tabs.Trigger value="decisions">{say("device.tab.decisions")}</Tabs.Trigger>}
          <Tabs.Trigger value="units">
            {say("nav.units")} <span className="why num">{installed}</span>
          </Tabs.Trigger>
          {mayChange && !wards && (
            <Tabs.Trigger value="import">{say(imports ? "units.import" : "devices.upload")}</Tabs.Trigger>
          )}
          {mayDeliver && receives && !wards && <Tabs.Trigger value="receive">{say("receive.title")}</Tabs.Trigger>}
        </Tabs.List>
        <Tabs.Content value="check" tabIndex={-1}>
          <SiteOverview id={id} answer={answer} />
        </Tabs.Content>
        <Tabs.Content value="touching" tabIndex={-1}>
          <Touching id={id} answer={answer} />
        </Tabs.Content>
        <Tabs.Content value="decisions" tabIndex={-1}>
          <Decisions path={`/sites/${encodeURIComponent(id)}`} />
        </Tabs.Content>
        <Tabs.Content value="units" tabIndex={-1}>
          {!wards && <WithoutWard id={id} />}
          <Register id={id} answer={answer} />
        </Tabs.Content>
        {!wards && (
          <>
            <Tabs.Content value="receive" tabIndex={-1}>
              <Receive site={id} />
            </Tabs.Content>
            <Tabs.Content value="import" tabIndex={-1}>
              {imports && <Import site={id} />}
              <Upload />
            </Tabs.Content>
          </>
        )}
      </Tabs.Root>
    </>
  );
}
