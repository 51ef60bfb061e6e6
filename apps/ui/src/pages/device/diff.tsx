import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type DiffAnswer, type DiffSide, type Finding, titled } from "../../api/answers";
import { question } from "../../api/client";
import type { Releases } from "../../api/server";
import { Chip } from "../../parts/chip";
import { Asked, Empty } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { word } from "../../words/say";

/** Rows of a part that are shown; all of them count. */
const SHOWN = 200;

/** What came, went and changed between the SBOMs of two releases. */
export function Diff({ id }: { id: string }) {
  const { say, lang } = useSpeaking();
  const releases = useQuery(question<Releases>(lang, `/devices/${encodeURIComponent(id)}/releases`));
  return (
    <Asked of={releases}>
      {({ items }) =>
        items.length < 2 ? (
          <Empty title={say("diff.one")} detail={say("diff.one.detail")} next={say("diff.one.next")} />
        ) : (
          <Chosen id={id} releases={items.map((release) => release.id).sort(byVersion)} />
        )
      }
    </Asked>
  );
}

/** 4.9.0 before 4.10.0. */
const byVersion = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true });

function Chosen({ id, releases }: { id: string; releases: string[] }) {
  const { say, lang } = useSpeaking();
  const [from, setFrom] = useState(releases.at(-2) ?? "");
  const [to, setTo] = useState(releases.at(-1) ?? "");
  const query = new URLSearchParams({ from, to });
  const diff = useQuery(question<DiffAnswer>(lang, `/devices/${encodeURIComponent(id)}/diff?${query}`));
  const choice = (label: string, value: string, choose: (release: string) => void) => (
    <label>
      {label}
      <select value={value} onChange={(event) => choose(event.target.value)}>
        {releases.map((release) => (
          <option key={release} value={release}>
            {release}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      <div className="inline">
        {choice(say("diff.from"), from, setFrom)}
        {choice(say("diff.to"), to, setTo)}
      </div>
      <Asked of={diff}>{(answer) => <DiffShown diff={answer} />}</Asked>
    </>
  );
}

/** What came, went and changed. */
export function DiffShown({ diff }: { diff: DiffAnswer }) {
  const { say } = useSpeaking();
  const { added, removed, changed, same, findings } = diff;
  const counts = { added: added.length, removed: removed.length, changed: changed.length, same };
  return (
    <>
      <p role="status">
        <strong>{say("diff.sentence", counts)}</strong>
      </p>
      {findings.length > 0 && <Unread of={findings} />}
      <Sides title={say("diff.added")} of={added} />
      <Sides title={say("diff.removed")} of={removed} />
      {changed.length > 0 && (
        <Part
          title={say("diff.changed")}
          heads={[say("sbom.name"), say("sbom.version"), say("diff.what")]}
          count={changed.length}
        >
          {changed.slice(0, SHOWN).map(({ from, to, version, licence, supplier, identifier, content }) => (
            <tr key={`${from.place} ${to.place}`}>
              <th scope="row">{to.name}</th>
              <td className="mono">
                {from.version ?? "–"} → {to.version ?? "–"}
              </td>
              <td className="row">
                {version !== "none" && (
                  <Chip tone={version === "up" ? "plain" : "warn"}>{word(say, "diff.version", version)}</Chip>
                )}
                {content && <Chip tone="warn">{say("diff.content")}</Chip>}
                {licence && (
                  <Chip tone="plain">
                    {say("sbom.licence")}: {from.licence ?? "–"} → {to.licence ?? "–"}
                  </Chip>
                )}
                {supplier && (
                  <Chip tone="plain">
                    {say("sbom.supplier")}: {from.supplier ?? "–"} → {to.supplier ?? "–"}
                  </Chip>
                )}
                {identifier && <Chip tone="plain">{say("sbom.identifier")}</Chip>}
              </td>
            </tr>
          ))}
        </Part>
      )}
    </>
  );
}

/** What the documents do not say as they should: a difference may rest on it. */
function Unread({ of }: { of: Finding[] }) {
  const { say } = useSpeaking();
  return (
    <details className="panel">
      <summary>{say("diff.findings", { count: of.length })}</summary>
      <ul>
        {of.map((finding) => (
          <li key={finding.id}>
            {finding.explanation} <span className="why">{finding.next}</span>
            {finding.place && <div className="why mono break">{finding.place}</div>}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Sides({ title, of }: { title: string; of: DiffSide[] }) {
  const { say } = useSpeaking();
  if (of.length === 0) return null;
  return (
    <Part title={title} heads={[say("sbom.name"), say("sbom.licence"), say("sbom.place")]} count={of.length}>
      {of.slice(0, SHOWN).map((side) => (
        <tr key={`${side.place} ${side.name}`}>
          <th scope="row">
            {titled(side)}
            {side.identifier && <div className="why mono break">{side.identifier}</div>}
          </th>
          <td>{side.licence ?? "–"}</td>
          <td className="mono break">{side.place}</td>
        </tr>
      ))}
    </Part>
  );
}

function Part(props: { title: string; heads: string[]; count: number; children: React.ReactNode }) {
  const { say } = useSpeaking();
  const { title, heads, count } = props;
  return (
    <section aria-label={title}>
      <h2>
        {title} <span className="why num">{count}</span>
      </h2>
      <div className="wide">
        <table className="stack" aria-label={title}>
          <thead>
            <tr>
              {heads.map((head) => (
                <th scope="col" key={head}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{props.children}</tbody>
        </table>
      </div>
      {count > SHOWN && <p className="why">{say("app.rows.of", { shown: SHOWN, count })}</p>}
    </section>
  );
}
