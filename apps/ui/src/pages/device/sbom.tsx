import { useMemo } from "react";
import type { CheckAnswer, Component } from "../../api/answers";
import { Chip, State } from "../../parts/chip";
import { type Column, Rows } from "../../parts/rows";
import { Empty } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";

/** Every component, and who watches it. */
export function Sbom({ answer }: { answer: CheckAnswer }) {
  const { say } = useSpeaking();
  const rows = useMemo(
    () => answer.coverage.components.map((component, number) => ({ ...component, number })),
    [answer],
  );
  const columns = useMemo(
    (): Column<Component & { number: number }>[] => [
      {
        id: "name",
        title: say("sbom.name"),
        track: "minmax(150px, 1.4fr)",
        value: (row) => row.name,
        shows: (row) => (
          <>
            <strong>{row.name}</strong>
            {row.purl && <div className="why mono">{row.purl}</div>}
          </>
        ),
      },
      {
        id: "version",
        title: say("sbom.version"),
        track: "120px",
        value: (row) => row.version ?? "",
        shows: (row) => <span className="mono">{row.version || "–"}</span>,
      },
      {
        id: "state",
        title: say("sbom.state"),
        track: "minmax(200px, 1.2fr)",
        value: (row) => row.state,
        shows: (row) =>
          row.watched_elsewhere ? (
            <Chip tone="warn">{say("coverage.watched_elsewhere")}</Chip>
          ) : (
            <State prefix="coverage" state={row.state} />
          ),
      },
      {
        id: "sources",
        title: say("sbom.sources"),
        track: "minmax(110px, 1fr)",
        value: (row) => row.sources.join(" "),
        shows: (row) => row.sources.join(" · ") || "–",
      },
      {
        id: "place",
        title: say("sbom.place"),
        track: "minmax(160px, 1.2fr)",
        value: (row) => row.place ?? "",
        shows: (row) => <span className="mono">{row.place ?? "–"}</span>,
      },
    ],
    [say],
  );
  if (rows.length === 0)
    return <Empty title={say("sbom.none")} detail={say("sbom.none.detail")} next={say("sbom.none.next")} />;
  return (
    <Rows
      label={say("sbom.title", { count: rows.length })}
      rows={rows}
      columns={columns}
      idOf={(row) => String(row.number)}
      nothingLeft={say("device.findings.narrowed")}
    />
  );
}
