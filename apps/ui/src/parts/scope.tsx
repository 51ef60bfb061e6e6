import type { Scope as Looked } from "../api/answers";
import { useSpeaking } from "../words/lang";

/** What was looked at, and what was not and why. */
export function Scope({ of }: { of: Looked }) {
  const { say } = useSpeaking();
  return (
    <div className="cols">
      <section>
        <h2>{say("device.looked")}</h2>
        <p>{of.looked_at.join(" · ") || say("app.none")}</p>
      </section>
      <section>
        <h2>{say("device.not_looked")}</h2>
        <ul>
          {of.not_looked_at.map((area) => (
            <li key={area.id} className="break">
              {area.area} <span className="why">({area.because})</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
