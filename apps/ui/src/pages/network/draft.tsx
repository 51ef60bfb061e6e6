import type { NetworkDraft } from "../../api/answers";
import { Chip } from "../../parts/chip";
import { Facts } from "../../parts/facts";
import { useSpeaking } from "../../words/lang";
import { word } from "../../words/say";
import { moment } from "../../words/time";

/** Hands a text over as a file. */
function save(name: string, text: string) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** The files of a draft: those that stop what is not declared first. */
export function Files({ draft }: { draft: NetworkDraft }) {
  const { say } = useSpeaking();
  const staged = (stage: string) => draft.texts.filter((text) => text.stage === stage);
  const named = (stage: string, file: string) => (stage === "enforce" ? file : `log-only-${file}`);
  return (
    <>
      {["enforce", "log-only"].map((stage) => (
        <div className="row" key={stage}>
          {staged(stage).map(({ file, text, sha256 }) => (
            <button
              type="button"
              key={sha256}
              className={stage === "enforce" ? "" : "ghost"}
              onClick={() => save(named(stage, file), text)}
            >
              {say("network.draft.file", { file: named(stage, file) })}
            </button>
          ))}
          {staged(stage).length > 0 && <span className="why">{word(say, "network.draft.stage", stage)}</span>}
        </div>
      ))}
      {draft.texts
        .filter(({ stage }) => stage === "enforce")
        .map(({ file, text, sha256 }) => (
          <details key={sha256}>
            <summary>
              {say("network.draft.show")}: {file}
            </summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys */}
            <pre className="mono" tabIndex={0}>
              {text}
            </pre>
          </details>
        ))}
    </>
  );
}

/** What has to be known before a draft is put in force. */
export function Terms({ draft }: { draft: NetworkDraft }) {
  const { say } = useSpeaking();
  const { also_hit, paths_not_filtered, proof, load, roll_back, look_again_by } = draft;
  return (
    <>
      {also_hit.length > 0 && (
        <p>
          <Chip tone="warn">{say("network.draft.sharing")}</Chip> <span className="mono">{also_hit.join(" ")}</span>
        </p>
      )}
      {paths_not_filtered.length > 0 && (
        <p>
          <Chip tone="blind">{say("network.draft.paths", { count: paths_not_filtered.length })}</Chip>
        </p>
      )}
      <Facts
        of={[
          [
            say("network.draft.conditions"),
            proof.conditions.length > 0 && proof.conditions.map((text) => <p key={text}>{text}</p>),
          ],
          [say("network.draft.load"), load && <span className="mono break">{load}</span>],
          [say("network.draft.back"), roll_back && <span className="mono break">{roll_back}</span>],
          [say("network.draft.again"), moment(look_again_by)],
        ]}
      />
    </>
  );
}

/** Who has to sign, in words. */
export function useSigners(): (draft: NetworkDraft) => string {
  const { say } = useSpeaking();
  return ({ to_sign }) =>
    to_sign
      .map(({ role, people }) => {
        const named = people.length > 0 ? people.join(", ") : say("network.draft.nobody");
        return `${word(say, "network.draft", role)} (${named})`;
      })
      .join(", ");
}
