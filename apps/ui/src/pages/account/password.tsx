import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { ask } from "../../api/client";
import { Chip } from "../../parts/chip";
import { Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { field } from "../signin";

/** Changes one's own password; one that an administrator gave is called so. */
export function Password({ given = false, done }: { given?: boolean; done?: () => void }) {
  const { say, lang } = useSpeaking();
  const change = useMutation({
    mutationFn: (form: FormData) =>
      ask(lang, "/password", { method: "POST", json: { old: field(form, "old"), new: field(form, "new") } }),
    onSuccess: () => done?.(),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    change.mutate(new FormData(event.currentTarget));
  };
  return (
    <section aria-labelledby="password">
      <h2 id="password">{say("account.password")}</h2>
      {change.error && <Trouble fault={change.error} />}
      <div role="status">{change.isSuccess && <Chip tone="ok">{say("account.password.changed")}</Chip>}</div>
      <form className="inline panel" onSubmit={submit}>
        <label>
          {say(given ? "choose.old" : "account.password.old")}
          <input name="old" type="password" required autoComplete="current-password" />
        </label>
        <label>
          {say("account.password.new")}
          <input
            name="new"
            type="password"
            required
            minLength={12}
            autoComplete="new-password"
            aria-describedby="new-hint"
          />
        </label>
        <button type="submit" disabled={change.isPending}>
          {say("account.password.change")}
        </button>
        <small id="new-hint" className="why">
          {say("setup.password.hint")}
        </small>
      </form>
    </section>
  );
}
