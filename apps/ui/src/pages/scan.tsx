import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { ask } from "../api/client";
import type { Found, Hit } from "../api/server";
import { plain, SEPARATOR, theOne } from "../parts/barcode";
import { Camera } from "../parts/camera";
import { Chip } from "../parts/chip";
import { Title } from "../parts/title";
import { Empty, Trouble } from "../parts/trouble";
import { useSpeaking } from "../words/lang";

/** From the label of a unit to its page: a scanner that types, pasted text, or the camera where the browser reads barcodes. */
export default function Scan() {
  const { say, lang } = useSpeaking();
  const [, go] = useLocation();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const find = useMutation({
    mutationFn: (q: string) => ask<Found>(lang, `/search?${new URLSearchParams({ q })}`),
    onSuccess: (found) => {
      const one = theOne(found);
      if (one) go(one.href);
    },
    // The next label may be scanned at once.
    onSettled: () => field.current?.select(),
  });
  useEffect(() => field.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = plain(typed);
    if (text) find.mutate(text);
  };
  // A scanner that types sends the separator as Ctrl+], which browsers write nowhere.
  const separator = (event: KeyboardEvent) => {
    if (!event.ctrlKey || event.key !== "]") return;
    event.preventDefault();
    setTyped((before) => `${before}${SEPARATOR}`);
  };
  return (
    <>
      <Title plain={say("scan.title")}>{say("scan.title")}</Title>
      <p className="sub">{say("scan.sub")}</p>
      <form className="form panel" onSubmit={submit}>
        <label>
          {say("scan.field")}
          <input
            ref={field}
            name="scan"
            value={typed}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={200}
            onKeyDown={separator}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <button type="submit" className="large" disabled={find.isPending}>
          {say("scan.go")}
        </button>
      </form>
      <Camera
        found={(text) => {
          setTyped(text);
          find.mutate(plain(text));
        }}
      />
      {find.error && <Trouble fault={find.error} />}
      {find.data && <Shown found={find.data} />}
    </>
  );
}

function Shown({ found }: { found: Found }) {
  const { say } = useSpeaking();
  const units = found.hits.filter(({ kind }) => kind === "unit");
  const { scanned } = found;
  return (
    <section aria-live="polite">
      {scanned?.agency && (
        <p className="break">
          {say("scan.read")}:{" "}
          <span className="mono">{say("scan.read.device", { agency: scanned.agency, device: scanned.device })}</span>
          {scanned.serial && <span className="mono"> · {say("scan.read.serial", { serial: scanned.serial })}</span>}
        </p>
      )}
      {scanned?.doubt && (
        <p className="panel" role="alert">
          <Chip tone="bad">{say("scan.doubt")}</Chip> {scanned.doubt}
        </p>
      )}
      {units.length === 0 && (
        <>
          <Empty title={say("scan.none")} detail={say("scan.none.detail")} next={say("scan.none.next")} />
          <p className="why">
            {say("search.through")}: {found.looked_through.join(" · ")}
          </p>
        </>
      )}
      {units.length > 0 && <Fitting units={units} />}
      {found.more && <p className="why">{say("search.more")}</p>}
    </section>
  );
}

function Fitting({ units }: { units: Hit[] }) {
  const { say } = useSpeaking();
  return (
    <>
      <h2>{say("scan.several", { count: units.length })}</h2>
      <ul className="worst">
        {units.map(({ id, at, detail, href }) => (
          <li key={href}>
            <p className="break">
              <Link href={href}>
                <strong className="mono">{id}</strong>
              </Link>{" "}
              {detail} <span className="why">{at}</span>
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}
