import { Preferences } from "../parts/theme";
import { Title } from "../parts/title";
import { useSpeaking } from "../words/lang";
import { Passkeys } from "./account/passkeys";
import { SecondFactor } from "./account/second-factor";

/** Where the organisation demands a second factor, who has none sets it up before anything else. */
export default function Enrol({ done }: { done: () => void }) {
  const { say } = useSpeaking();
  return (
    <main className="alone" id="main">
      <Title plain={say("factor.enrol")}>{say("factor.enrol")}</Title>
      <p className="sub">{say("factor.enrol.lead")}</p>
      <SecondFactor done={done} />
      <Passkeys done={done} />
      <Preferences />
    </main>
  );
}
