import { ask, Problem } from "../api/client";
import type { MadePasskey } from "../api/people";
import type { Lang, Say } from "../words/say";

/** What the server says a browser is to be asked: bytes are base64url. */
type ToMake = Omit<PublicKeyCredentialCreationOptions, "challenge" | "user" | "excludeCredentials"> & {
  challenge: string;
  user: { id: string; name: string; displayName: string };
  excludeCredentials: { type: "public-key"; id: string }[];
};
type ToProve = Omit<PublicKeyCredentialRequestOptions, "challenge" | "allowCredentials"> & { challenge: string };

/** Whether this browser gives passkeys of the server: they are bound to its name, and to a page that is protected. */
export function givesPasskeys(boundTo: string | null | undefined): boolean {
  return location.hostname === boundTo && typeof PublicKeyCredential === "function";
}

/** Has the browser make a passkey, and keeps it under a name; the recovery codes that come with the first one. */
export async function addPasskey(lang: Lang, say: Say, proof: unknown, name: string): Promise<string[]> {
  const { public_key } = await ask<{ public_key: ToMake }>(lang, "/passkeys/begin", { method: "POST", json: proof });
  const { challenge, user, excludeCredentials, ...rest } = public_key;
  const made = await given(say, () =>
    navigator.credentials.create({
      publicKey: {
        ...rest,
        challenge: bytes(challenge),
        user: { ...user, id: bytes(user.id) },
        excludeCredentials: excludeCredentials.map(({ type, id }) => ({ type, id: bytes(id) })),
      },
    }),
  );
  const response = made.response as AuthenticatorAttestationResponse;
  const credential = answer(made, {
    attestationObject: text(response.attestationObject),
    clientDataJSON: text(response.clientDataJSON),
  });
  const kept = await ask<MadePasskey>(lang, "/passkeys", { method: "POST", json: { name, credential } });
  return kept.recovery_codes;
}

/** Has the browser prove who sits before it; the answer counts once, within five minutes. */
export async function provePasskey(lang: Lang, say: Say): Promise<object> {
  const { public_key } = await ask<{ public_key: ToProve }>(lang, "/passkeys/challenge", { method: "POST" });
  // Whoever holds one of this server is asked: no list of keys tells who has which.
  const { challenge, ...rest } = public_key;
  const proved = await given(say, () =>
    navigator.credentials.get({
      publicKey: { ...rest, challenge: bytes(challenge) },
    }),
  );
  const response = proved.response as AuthenticatorAssertionResponse;
  return answer(proved, {
    authenticatorData: text(response.authenticatorData),
    clientDataJSON: text(response.clientDataJSON),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
  });
}

/** What the person's device gave; a browser says nothing more than that it gave nothing. */
async function given(say: Say, asked: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  const credential = await asked().catch((fault: unknown) => {
    const there = fault instanceof DOMException && fault.name === "InvalidStateError";
    throw new Problem(
      0,
      "",
      say(there ? "passkey.there" : "passkey.not"),
      "",
      say(there ? "passkey.there.next" : "passkey.not.next"),
    );
  });
  if (credential instanceof PublicKeyCredential) return credential;
  throw new Problem(0, "", say("passkey.not"), "", say("passkey.not.next"));
}

function answer(credential: PublicKeyCredential, response: object): object {
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response };
}

/** base64url without padding (RFC 4648, 5). */
export function text(of: ArrayBuffer): string {
  const letters = btoa(String.fromCharCode(...new Uint8Array(of)));
  return letters.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The bytes of it. */
export function bytes(of: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(of.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
