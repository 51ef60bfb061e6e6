import { useQuery } from "@tanstack/react-query";
import { question } from "../api/client";
import type { Session, SignedIn } from "../api/server";
import { TakeEmergency } from "../parts/emergency";
import { Facts } from "../parts/facts";
import { roleName } from "../parts/roles";
import { Title } from "../parts/title";
import { Asked } from "../parts/trouble";
import { useSpeaking } from "../words/lang";
import { Told } from "./account/notices";
import { Passkeys } from "./account/passkeys";
import { Password } from "./account/password";
import { SecondFactor } from "./account/second-factor";
import { SigningKey } from "./account/signing-key";
import { Tokens } from "./account/tokens";

/** One's own account: who one is here, password, tokens for programs. */
export default function Account() {
  const { lang } = useSpeaking();
  const session = useQuery(question<Session>(lang, "/session"));
  return <Asked of={session}>{({ user }) => user && <Own user={user} />}</Asked>;
}

function Own({ user }: { user: SignedIn }) {
  const { say } = useSpeaking();
  return (
    <>
      <Title plain={say("nav.account")}>{user.name}</Title>
      <Facts
        of={[
          [
            say("admin.login"),
            <span key="login" className="mono">
              {user.login}
            </span>,
          ],
          [say("setup.organisation"), user.organisation],
          [say("setup.party"), say(`setup.party.${user.party}`)],
          [say("admin.roles"), user.roles.map((role) => roleName(say, role)).join(" · ")],
        ]}
      />
      <Told reads={user.permissions.includes("read-work")} />
      {(user.signs_in ?? "password") === "password" && <Password />}
      {user.signs_in !== "oidc" && <SecondFactor />}
      <Passkeys />
      {user.permissions.some((one) => one === "approve" || one === "decide") && <SigningKey />}
      <TakeEmergency user={user} />
      {user.permissions.includes("manage-tokens") && <Tokens permissions={user.permissions} />}
    </>
  );
}
