import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, type FormEvent, useState } from "react";
import { ask, question } from "../../api/client";
import type { SbomOffer } from "../../api/offer";
import type { Releases } from "../../api/server";
import { Chip, State } from "../../parts/chip";
import { useOffered } from "../../parts/offered";
import { useMay } from "../../parts/person";
import { Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { word } from "../../words/say";
import { DiffShown } from "./diff";
import { keptAs, sbomsOf } from "./offered";

const ROLES = ["product", "controller", "radio", "gateway", "app", "cloud", "station", "accessory", "other"] as const;

/** What is offered: the file, and where it goes. */
interface Offering {
  file: File;
  release: string;
  as: string;
  role: string;
}

/** One SBOM for a release: dropped or chosen, tried, and kept when a person says why. */
export function Offer({ id, release }: { id: string; release: string }) {
  const mayAdd = useMay("add-devices");
  const offered = useOffered("post", "/devices/{id}/sboms");
  return mayAdd && offered ? <Drop id={id} shown={release} /> : null;
}

function Drop({ id, shown }: { id: string; shown: string }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const [over, setOver] = useState(false);
  const [offering, setOffering] = useState<Offering>();
  const releases = useQuery(question<Releases>(lang, `/devices/${encodeURIComponent(id)}/releases`));
  const send = (what: Offering, then?: { reason: string; revision: number }) => {
    const query = new URLSearchParams({
      release: what.release,
      role: what.role,
      file: what.as,
      dry_run: String(!then),
    });
    const form = new FormData();
    if (then) {
      query.set("replace", "true");
      query.set("expected", String(then.revision));
      form.set("reason", then.reason);
    }
    form.set("sbom", what.file);
    return ask<SbomOffer>(lang, `/devices/${encodeURIComponent(id)}/sboms?${query}`, { method: "POST", form });
  };
  const trial = useMutation({ mutationFn: (what: Offering) => send(what) });
  const keep = useMutation({
    mutationFn: ({ what, reason, revision }: { what: Offering; reason: string; revision: number }) =>
      send(what, { reason, revision }),
    onSuccess: () => client.invalidateQueries(),
  });
  const items = releases.data?.items ?? [];
  const attempt = (what: Offering) => {
    keep.reset();
    setOffering(what);
    trial.mutate(what);
  };
  const take = (file: File | null | undefined) => {
    const found = items.find((one) => one.id === shown) ?? items[0];
    if (file && found) attempt({ file, release: found.id, as: keptAs(file.name, found.files), role: "product" });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  const forget = () => {
    trial.reset();
    setOffering(undefined);
  };
  const fault = keep.error ?? trial.error;
  return (
    <section aria-labelledby="offer">
      <h2 id="offer">{say("offer.title")}</h2>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the field below does the same */}
      <div
        className={`drop ${over ? "over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <p className="why">{say("offer.hint")}</p>
        <div className="inline">
          <label className="button ghost file">
            {say("offer.choose")}
            <input
              className="hidden"
              type="file"
              name="sbom"
              key={offering?.file.name ?? ""}
              onChange={(event) => take(event.target.files?.[0])}
            />
          </label>
          {offering && !keep.isSuccess && <Where of={offering} releases={items} change={attempt} tried={trial.data} />}
        </div>
        <div role="status">
          {trial.isPending && offering && <p>{say("offer.running", { name: offering.file.name })}</p>}
          {keep.isSuccess && <Chip tone="plain">{say("offer.kept", { file: keep.data.file })}</Chip>}
        </div>
        {fault && <Trouble fault={fault} />}
        {offering && trial.data && !keep.isSuccess && (
          <Tried
            answer={trial.data}
            waits={keep.isPending || trial.isPending}
            keep={(reason) => keep.mutate({ what: offering, reason, revision: trial.data.revision })}
            forget={forget}
          />
        )}
      </div>
    </section>
  );
}

/** Where it goes; another place is tried anew. */
function Where(props: {
  of: Offering;
  releases: Releases["items"];
  change: (to: Offering) => void;
  tried: SbomOffer | undefined;
}) {
  const { say } = useSpeaking();
  const { of, releases, change, tried } = props;
  const files = sbomsOf(releases.find(({ id }) => id === of.release)?.files ?? []);
  return (
    <>
      <label>
        {say("offer.release")}
        <select
          name="release"
          value={of.release}
          onChange={(event) => {
            const found = releases.find(({ id }) => id === event.target.value);
            if (found) change({ ...of, release: found.id, as: keptAs(of.file.name, found.files) });
          }}
        >
          {releases.map(({ id }) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say("offer.as")}
        <select name="as" value={of.as} onChange={(event) => change({ ...of, as: event.target.value })}>
          {files.map((file) => (
            <option key={file} value={file}>
              {file}
            </option>
          ))}
          {!files.includes(of.file.name) && <option value={of.file.name}>{say("offer.as.new")}</option>}
        </select>
      </label>
      {tried && !tried.listed && (
        <label>
          {say("offer.role")}
          <select name="role" value={of.role} onChange={(event) => change({ ...of, role: event.target.value })}>
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {say(`offer.role.${role}`)}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  );
}

function Tried(props: { answer: SbomOffer; waits: boolean; keep: (reason: string) => void; forget: () => void }) {
  const { say } = useSpeaking();
  const { answer, waits, keep, forget } = props;
  const [reason, setReason] = useState("");
  const { diff, effect } = answer;
  const counts = {
    file: answer.file,
    components: answer.components,
    added: diff.added.length,
    removed: diff.removed.length,
    changed: diff.changed.length,
    same: diff.same,
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep(reason);
  };
  return (
    <>
      <p className="break" role="status">
        <strong>{answer.same ? say("offer.same") : say("offer.sentence", counts)}</strong>
      </p>
      {!answer.listed && (
        <div className="panel">
          <p>{say("offer.unlisted", { file: answer.release_file })}</p>
          <pre className="mono">{answer.line}</pre>
        </div>
      )}
      {effect && !answer.same && <Effect of={effect} release={answer.release} />}
      {!answer.same && (
        <form className="form" onSubmit={submit}>
          <label>
            {say("offer.reason")}
            <input
              name="reason"
              value={reason}
              maxLength={500}
              required
              onChange={(event) => setReason(event.target.value)}
            />
          </label>
          <div className="row">
            <button type="submit" disabled={waits || reason.trim() === ""}>
              {say("offer.keep")}
            </button>
            <button type="button" className="ghost" onClick={forget}>
              {say("offer.leave")}
            </button>
          </div>
        </form>
      )}
      <DiffShown diff={diff} />
    </>
  );
}

/** What the check says now and would say then; a better word has its coverage beside it. */
function Effect({ of, release }: { of: NonNullable<SbomOffer["effect"]>; release: string }) {
  const { say } = useSpeaking();
  return (
    <section aria-label={say("offer.effect", { release })}>
      <h3>{say("offer.effect", { release })}</h3>
      <p className="row">
        {say("offer.effect.now")} <State prefix="verdict" state={of.verdict_before} /> → {say("offer.effect.then")}{" "}
        <State prefix="verdict" state={of.verdict_after} />
      </p>
      <p>
        {say("offer.effect.watched", { watched: of.watched, countable: of.countable })}{" "}
        {say("offer.effect.counts", { fresh: of.new_count, gone: of.gone_count })}
      </p>
      {of.new.length > 0 && (
        <details>
          <summary>
            {say("offer.new")} <span className="why num">{of.new_count}</span>
          </summary>
          <ul>
            {of.new.map(({ priority, about, subject }) => (
              <li key={`${about} ${subject}`} className="break">
                <strong>{about}</strong> <span className="mono">{subject}</span>{" "}
                <span className="why">{word(say, "priority", priority)}</span>
              </li>
            ))}
          </ul>
          {of.new_count > of.new.length && (
            <p className="why">{say("app.rows.of", { shown: of.new.length, count: of.new_count })}</p>
          )}
        </details>
      )}
    </section>
  );
}
