import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { question } from "../api/client";
import type { Found, Hit } from "../api/server";
import { Title } from "../parts/title";
import { Asked, Empty } from "../parts/trouble";
import { useSpeaking } from "../words/lang";
import { word } from "../words/say";

/** What the kinds are shown in. */
const KINDS = ["vulnerability", "device", "site", "unit", "component"];

/** Everything of a name: devices, sites, units, components, vulnerabilities. */
export default function Search({ q }: { q: string }) {
  const { lang } = useSpeaking();
  const found = useQuery(question<Found>(lang, `/search?${new URLSearchParams({ q })}`));
  return <Asked of={found}>{(answer) => <Shown found={answer} />}</Asked>;
}

function Shown({ found }: { found: Found }) {
  const { say } = useSpeaking();
  const title = say("search.title", { q: found.q, count: found.hits.length });
  return (
    <>
      <Title plain={title}>{title}</Title>
      <p className="sub">
        {say("search.through")}: {found.looked_through.join(" · ")}
      </p>
      {found.hits.length === 0 && (
        <Empty title={say("search.none")} detail={say("search.none.detail")} next={say("search.none.next")} />
      )}
      {KINDS.map((kind) => (
        <Kind key={kind} kind={kind} hits={found.hits.filter((hit) => hit.kind === kind)} />
      ))}
      {found.more && <p className="why">{say("search.more")}</p>}
    </>
  );
}

function Kind({ kind, hits }: { kind: string; hits: Hit[] }) {
  const { say } = useSpeaking();
  if (hits.length === 0) return null;
  const name = word(say, "search", kind);
  return (
    <section aria-labelledby={kind}>
      <h2 id={kind}>{name}</h2>
      <div className="wide">
        <table className="stack" aria-label={name}>
          <thead>
            <tr>
              <th scope="col">{say("search.what")}</th>
              <th scope="col">{say("app.where")}</th>
              <th scope="col">{say("search.about")}</th>
            </tr>
          </thead>
          <tbody>
            {hits.map(({ id, at, detail, href }) => (
              <tr key={`${id} ${at} ${detail}`}>
                <th scope="row">
                  <Link href={href}>{id}</Link>
                </th>
                <td>{at || "–"}</td>
                <td>{detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
