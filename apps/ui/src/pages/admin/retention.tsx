import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ask, question } from "../../api/client";
import type { Hold, Retention as Kept, RecordClass } from "../../api/retention";
import { Chip } from "../../parts/chip";
import { Asked, Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { moment } from "../../words/time";
import { field } from "../signin";

/** How long records are kept, how much would go now, and what is held. */
export function Retention() {
  const { say, lang } = useSpeaking();
  const kept = useQuery(question<Kept>(lang, "/retention"));
  return (
    <section aria-labelledby="retention">
      <h2 id="retention">{say("keep.title")}</h2>
      <p className="why">{say("keep.lead")}</p>
      <Asked of={kept}>
        {({ classes, holds }) => (
          <>
            <Classes of={classes} />
            <h3>{say("keep.holds")}</h3>
            {holds.length === 0 ? <p className="panel">{say("keep.holds.none")}</p> : <Holds of={holds} />}
            <Add classes={classes} />
          </>
        )}
      </Asked>
    </section>
  );
}

function Classes({ of }: { of: RecordClass[] }) {
  const { say } = useSpeaking();
  return (
    <div className="wide">
      <table className="stack">
        <thead>
          <tr>
            <th scope="col">{say("keep.class")}</th>
            <th scope="col">{say("keep.period")}</th>
            <th scope="col" className="num">
              {say("keep.removable")}
            </th>
          </tr>
        </thead>
        <tbody>
          {of.map((row) => (
            <tr key={row.class}>
              <th scope="row">
                {row.text} {row.held && <Chip tone="warn">{say("keep.held")}</Chip>}
              </th>
              <td data-label={say("keep.period")}>{row.period_text}</td>
              <td className="num" data-label={say("keep.removable")}>
                {row.removable ?? say("keep.shared")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Holds({ of }: { of: Hold[] }) {
  const { say } = useSpeaking();
  return (
    <div className="wide">
      <table className="stack">
        <thead>
          <tr>
            <th scope="col">{say("keep.hold.what")}</th>
            <th scope="col">{say("keep.hold.reason")}</th>
            <th scope="col">{say("keep.hold.by")}</th>
            <th scope="col">{say("keep.hold.since")}</th>
            <th scope="col">{say("admin.active")}</th>
          </tr>
        </thead>
        <tbody>
          {of.map((hold) => (
            <tr key={hold.id}>
              <th scope="row">{hold.text}</th>
              <td data-label={say("keep.hold.reason")}>{hold.reason}</td>
              <td data-label={say("keep.hold.by")}>{hold.by}</td>
              <td data-label={say("keep.hold.since")}>{moment(hold.since)}</td>
              <td>
                {hold.ended ? (
                  say("keep.hold.ended", { when: moment(hold.ended), who: hold.ended_by ?? "–" })
                ) : (
                  <>
                    <Chip tone="warn">{say("keep.hold.stands")}</Chip> <End hold={hold} />
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Ends a hold; asks once more, as records may go the next day. */
function End({ hold }: { hold: Hold }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const end = useMutation({
    mutationFn: () => ask(lang, `/retention/holds/${encodeURIComponent(hold.id)}`, { method: "DELETE" }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["retention"] }),
  });
  return (
    <>
      <button
        type="button"
        className="ghost"
        onClick={() => (sure ? end.mutate() : setSure(true))}
        aria-label={`${say(sure ? "keep.hold.end.sure" : "keep.hold.end")}: ${hold.text}`}
      >
        {say(sure ? "keep.hold.end.sure" : "keep.hold.end")}
      </button>
      {end.error && <Trouble fault={end.error} />}
    </>
  );
}

function Add({ classes }: { classes: RecordClass[] }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: (form: FormData) => {
      const [on, id, reason] = [field(form, "on"), field(form, "id").trim(), field(form, "reason")];
      const what = on === "device" || on === "site" ? { [on]: id } : { class: on };
      return ask<{ id: string }>(lang, "/retention/holds", { method: "POST", json: { ...what, reason } });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["retention"] }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    add.mutate(new FormData(event.currentTarget));
  };
  return (
    <details className="panel">
      <summary>{say("keep.hold.add")}</summary>
      {add.error && <Trouble fault={add.error} />}
      <form className="form" onSubmit={submit}>
        <label>
          {say("keep.hold.on")}
          <select name="on">
            <option value="device">{say("keep.hold.on.device")}</option>
            <option value="site">{say("keep.hold.on.site")}</option>
            {classes.map((row) => (
              <option key={row.class} value={row.class}>
                {row.text}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say("keep.hold.id")}
          <input name="id" autoComplete="off" autoCapitalize="none" spellCheck={false} />
        </label>
        <label>
          {say("keep.hold.reason")}
          <textarea name="reason" required minLength={10} maxLength={2000} rows={2} />
        </label>
        <p className="why">{say("keep.hold.hint")}</p>
        <button type="submit" disabled={add.isPending}>
          {say("keep.hold.add")}
        </button>
      </form>
    </details>
  );
}
