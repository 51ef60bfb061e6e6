import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { ask, question } from "../../api/client";
import type { Address, MadeAddress } from "../../api/notices";
import { Chip } from "../../parts/chip";
import { Secret } from "../../parts/secret";
import { Asked, Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { moment } from "../../words/time";
import { field } from "../signin";

/** Secret addresses for feed readers and calendars. */
export function Addresses() {
  const { say, lang } = useSpeaking();
  const addresses = useQuery(question<{ items: Address[] }>(lang, "/addresses"));
  return (
    <section aria-labelledby="addresses">
      <h2 id="addresses">{say("address.title")}</h2>
      <p className="why">{say("address.why")}</p>
      <Asked of={addresses}>
        {({ items }) => (items.length === 0 ? <p className="panel">{say("address.none")}</p> : <Rows items={items} />)}
      </Asked>
      <Make />
    </section>
  );
}

function Rows({ items }: { items: Address[] }) {
  const { say } = useSpeaking();
  return (
    <div className="wide">
      <table className="stack">
        <thead>
          <tr>
            <th scope="col">{say("address.label")}</th>
            <th scope="col">{say("address.made")}</th>
            <th scope="col">{say("address.seen")}</th>
            <th scope="col">{say("admin.active")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((address) => (
            <tr key={address.id}>
              <th scope="row">{address.label}</th>
              <td data-label={say("address.made")}>{moment(address.made_at)}</td>
              <td data-label={say("address.seen")}>{moment(address.seen_at)}</td>
              <td>
                {address.withdrawn ? (
                  <Chip tone="plain">{say("address.withdrawn")}</Chip>
                ) : (
                  <Withdraw address={address} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Withdraw({ address }: { address: Address }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => ask(lang, `/addresses/${encodeURIComponent(address.id)}`, { method: "DELETE" }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["addresses"] }),
  });
  return (
    <>
      <button
        type="button"
        className="ghost"
        onClick={() => withdraw.mutate()}
        aria-label={`${say("address.withdraw")}: ${address.label}`}
      >
        {say("address.withdraw")}
      </button>
      {withdraw.error && <Trouble fault={withdraw.error} />}
    </>
  );
}

/** The whole address: without an origin of its own the server gives a path. */
const whole = (address: string) => new URL(address, window.location.origin).href;

function Make() {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: (form: FormData) =>
      ask<MadeAddress>(lang, "/addresses", { method: "POST", json: { label: field(form, "label") } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["addresses"] }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    make.mutate(new FormData(event.currentTarget));
  };
  return (
    <details className="panel">
      <summary>{say("address.make")}</summary>
      {make.error && <Trouble fault={make.error} />}
      {make.data && <Secret words={say("address.make")} secret={`${whole(make.data.atom)}\n${whole(make.data.ics)}`} />}
      <form className="form" onSubmit={submit}>
        <label>
          {say("address.label")}
          <input name="label" required maxLength={100} autoComplete="off" />
        </label>
        <button type="submit" disabled={make.isPending}>
          {say("address.make")}
        </button>
      </form>
    </details>
  );
}
