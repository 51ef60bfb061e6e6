import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link, useLocation } from "wouter";
import type { SiteAnswer, Unit } from "../../api/answers";
import { question } from "../../api/client";
import { unitPath } from "../../api/unit";
import { State } from "../../parts/chip";
import { type Column, Rows } from "../../parts/rows";
import { Empty } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { word } from "../../words/say";

/** The register of installed units: what runs where, and about which nobody can tell. */
export function Register({ id, answer }: { id: string; answer: SiteAnswer }) {
  const { say } = useSpeaking();
  const [, go] = useLocation();
  const columns = useColumns(id, answer);
  if (answer.unit_list.length === 0) {
    return <Empty title={say("units.none")} detail={say("units.none.detail")} next={say("units.none.next")} />;
  }
  return (
    <Rows
      label={say("nav.units")}
      rows={answer.unit_list}
      columns={columns}
      idOf={(unit) => unit.id}
      open={(unit) => go(unitPath(id, unit.id))}
      nothingLeft={say("device.findings.narrowed")}
    />
  );
}

/** Units that belong to no ward: whoever sees the whole site is told that roles for wards pass over them. */
export function WithoutWard({ id }: { id: string }) {
  const { say, lang } = useSpeaking();
  const page = useQuery(
    question<{ without_ward: number | null }>(lang, `/sites/${encodeURIComponent(id)}/units?limit=1`),
  );
  const count = page.data?.without_ward ?? 0;
  return count > 0 ? <p className="panel">{say("ward.none.units", { count })}</p> : null;
}

function useColumns(id: string, answer: SiteAnswer): Column<Unit>[] {
  const { say } = useSpeaking();
  return useMemo(() => {
    const devices = new Map(answer.releases.map(({ received, device }) => [received, device]));
    const device = (unit: Unit) => (unit.received && devices.get(unit.received)) || unit.received || "";
    const importance = (unit: Unit) => word(say, "units.criticality", unit.criticality ?? "");
    const plain = (id: string, title: string, track: string, value: (unit: Unit) => string): Column<Unit> => ({
      id,
      title,
      track,
      value,
      shows: (unit) => value(unit) || "–",
    });
    return [
      {
        ...plain("id", say("units.id"), "minmax(110px, 1fr)", (unit) => unit.id),
        shows: (unit) => (
          <Link href={unitPath(id, unit.id)} onClick={(event) => event.stopPropagation()}>
            <strong className="mono">{unit.id}</strong>
          </Link>
        ),
      },
      plain("device", say("devices.name"), "minmax(150px, 2fr)", device),
      plain("release", say("units.release"), "110px", (unit) => unit.release ?? ""),
      {
        ...plain("state", say("units.state"), "minmax(170px, 1fr)", (unit) => unit.state),
        shows: (unit) => <State prefix="units" state={unit.state} />,
      },
      plain("zone", say("units.zone"), "120px", (unit) => unit.zone ?? ""),
      plain("criticality", say("units.criticality"), "140px", importance),
    ];
  }, [say, id, answer]);
}
