import { Component, type ReactNode } from "react";
import { Problem } from "../api/client";
import { useSpeaking } from "../words/lang";
import { Chip, type Tone } from "./chip";

/** A sentence at the top of a page, what stands behind it, and what to do. */
export function Answer(props: {
  tone: Tone;
  word: string;
  sentence: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <section className={`answer ${props.tone}`}>
      <Chip tone={props.tone}>{props.word}</Chip>
      <div>
        <p className="break">
          <strong>{props.sentence}</strong>
        </p>
        {props.children && <div className="why">{props.children}</div>}
      </div>
      {props.action && <div>{props.action}</div>}
    </section>
  );
}

/** What an empty place does not mean, and what to do next. */
export function Empty({ title, detail, next }: { title: string; detail: string; next: ReactNode }) {
  const { say } = useSpeaking();
  return (
    <section className="answer blind">
      <Chip tone="blind">{title}</Chip>
      <div>
        <p>{detail}</p>
        <p className="why">
          {say("app.next")}: {next}
        </p>
      </div>
    </section>
  );
}

/** What went wrong and what to do; read out as soon as it is there. */
export function Trouble({ fault, retry }: { fault: Error; retry?: () => void }) {
  const { say } = useSpeaking();
  const told = fault instanceof Problem;
  const title = told ? fault.title : say("app.unreachable");
  const detail = told ? fault.detail : say("app.unreachable.detail");
  const next = told ? fault.next : say("app.unreachable.next");
  return (
    <div role="alert">
      <Answer
        tone="blind"
        word={say("verdict.no-answer")}
        sentence={title}
        action={
          retry && (
            <button type="button" className="ghost" onClick={retry}>
              {say("app.retry")}
            </button>
          )
        }
      >
        {detail && <p>{detail}</p>}
        {next && (
          <p>
            {say("app.next")}: {next}
          </p>
        )}
        {told && fault.code && (
          <p>
            {say("app.code")}: <span className="mono">{fault.code}</span>
          </p>
        )}
      </Answer>
    </div>
  );
}

/** Says that an answer is on its way. */
export function Loading() {
  const { say } = useSpeaking();
  return (
    <p className="sub" role="status">
      {say("app.loading")}
    </p>
  );
}

/** What is asked of the server: its trouble, its waiting, or what is made of its answer. */
export function Asked<Answer>(props: {
  of: { data: Answer | undefined; error: Error | null; refetch: () => unknown };
  children: (answer: Answer) => ReactNode;
}) {
  const { data, error, refetch } = props.of;
  // An old answer under a new fault would be a green that nobody vouches for.
  if (error) return <Trouble fault={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  return props.children(data);
}

/** Catches what a page throws, so that the frame stays usable. */
export class Guard extends Component<{ children: ReactNode; broken: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    return this.state.broken ? this.props.broken : this.props.children;
  }
}
