import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { UnitsImport } from "../../api/answers";
import { ask } from "../../api/client";
import { Chip, State } from "../../parts/chip";
import { Trouble } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";

/** Rows that are shown; all of them count. */
const SHOWN = 200;

/** A list of a maintenance system becomes units: tried first, written when a person accepts. */
export function Import({ site }: { site: string }) {
  const { say, lang } = useSpeaking();
  const client = useQueryClient();
  const [file, setFile] = useState<File>();
  const path = `/sites/${encodeURIComponent(site)}/units`;
  const send = (list: File, dry: boolean) =>
    ask<UnitsImport>(lang, `${path}?dry_run=${dry}`, { method: "POST", body: list, type: "text/csv" });
  const trial = useMutation({ mutationFn: (list: File) => send(list, true) });
  const write = useMutation({
    mutationFn: (list: File) => send(list, false),
    onSuccess: () => client.invalidateQueries(),
  });
  const forget = () => {
    trial.reset();
    setFile(undefined);
  };
  const fault = trial.error ?? write.error;
  return (
    <section aria-labelledby="import">
      <h2 id="import">{say("units.import")}</h2>
      <div className="drop">
        <p className="why">{say("units.import.hint")}</p>
        <div className="inline">
          <label className="button ghost file">
            {say("units.import.choose")}
            <input
              className="hidden"
              type="file"
              accept=".csv,.tsv,.txt,.xlsx"
              key={file?.name ?? ""}
              onChange={(event) => {
                const chosen = event.target.files?.[0];
                if (!chosen) return;
                write.reset();
                setFile(chosen);
                trial.mutate(chosen);
              }}
            />
          </label>
        </div>
        <div role="status">
          {write.isSuccess && (
            <p>
              <Chip tone={write.data.written ? "ok" : "bad"}>
                {write.data.written ? say("units.import.written") : say("units.import.refuse")}
              </Chip>
            </p>
          )}
        </div>
        {fault && <Trouble fault={fault} />}
        {file && trial.data && !write.isSuccess && (
          <Tried answer={trial.data} name={file.name}>
            <div className="row">
              <button type="button" disabled={write.isPending} onClick={() => write.mutate(file)}>
                {say("units.import.accept")}
              </button>
              <button type="button" className="ghost" onClick={forget}>
                {say("units.import.refuse")}
              </button>
            </div>
          </Tried>
        )}
      </div>
    </section>
  );
}

function Tried({ answer, name, children }: { answer: UnitsImport; name: string; children: React.ReactNode }) {
  const { say } = useSpeaking();
  const count = (outcome: string) => answer.rows.filter((row) => row.outcome === outcome).length;
  const renamed = answer.columns.filter(([heading, column]) => heading !== column);
  const told = answer.rows.filter(({ outcome }) => outcome === "conflict" || outcome === "changed");
  const sorted = [...told].sort((a, b) => Number(b.outcome === "conflict") - Number(a.outcome === "conflict"));
  const tried = {
    rows: answer.rows.length,
    fresh: count("new"),
    changed: count("changed"),
    same: count("same"),
    conflict: count("conflict"),
  };
  return (
    <>
      <h3>{name}</h3>
      <p role="status">{say("units.import.tried", tried)}</p>
      {renamed.length > 0 && (
        <p className="why">
          {say("units.import.columns")}:{" "}
          {renamed.map(([heading, column]) => `${heading} → ${column ?? say("units.import.unused")}`).join(" · ")}
        </p>
      )}
      {answer.not_named.length > 0 && (
        <p className="why">{say("units.import.not_named", { count: answer.not_named.length })}</p>
      )}
      {answer.findings.map((finding) => (
        <p key={finding.id} className="panel">
          {finding.explanation} <span className="why">{finding.next}</span>
        </p>
      ))}
      {sorted.length > 0 && (
        <div className="wide">
          <table className="stack" aria-label={say("units.import.outcome")}>
            <thead>
              <tr>
                <th scope="col">{say("units.import.place")}</th>
                <th scope="col">{say("units.import.outcome")}</th>
                <th scope="col">{say("units.id")}</th>
                <th scope="col">{say("units.import.change")}</th>
              </tr>
            </thead>
            <tbody>
              {sorted.slice(0, SHOWN).map((row) => (
                <tr key={row.place}>
                  <td className="mono">{row.place}</td>
                  <td>
                    <State prefix="units.import" state={row.outcome} />
                  </td>
                  <td className="mono">{row.units.join(" ")}</td>
                  <td>
                    {row.changes.map(([column, before, after]) => (
                      <div key={column}>{`${column}: ${before || "–"} → ${after}`}</div>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {sorted.length > SHOWN && <p className="why">{say("app.rows.of", { shown: SHOWN, count: sorted.length })}</p>}
      {children}
    </>
  );
}
