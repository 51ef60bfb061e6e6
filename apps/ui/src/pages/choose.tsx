import { Preferences } from "../parts/theme";
import { Title } from "../parts/title";
import { useSpeaking } from "../words/lang";
import { Password } from "./account/password";

/** Who signed in with a password that an administrator gave chooses another before anything else. */
export default function Choose({ done }: { done: () => void }) {
  const { say } = useSpeaking();
  return (
    <main className="alone" id="main">
      <Title plain={say("choose.title")}>{say("choose.title")}</Title>
      <p className="sub">{say("choose.lead")}</p>
      <Password given done={done} />
      <Preferences />
    </main>
  );
}
