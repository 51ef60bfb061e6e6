import { useSpeaking } from "../words/lang";
import { Chip } from "./chip";

/** What is shown once and kept nowhere here. */
export function Secret({ words, secret }: { words: string; secret: string }) {
  const { say } = useSpeaking();
  return (
    <div role="status" className="answer warn">
      <Chip tone="warn">{words}</Chip>
      <div>
        <p>{say("admin.token.secret")}</p>
        <pre className="mono">{secret}</pre>
      </div>
    </div>
  );
}
