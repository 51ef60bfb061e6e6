import { useMemo, useState } from "react";
import { Link, useLocation } from "wouter";
import type { SiteAnswer } from "../../api/answers";
import { State } from "../../parts/chip";
import { Drawer } from "../../parts/drawer";
import { useOffered } from "../../parts/offered";
import { useMay } from "../../parts/person";
import { type Column, Rows } from "../../parts/rows";
import { Empty } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { DecideAbout } from "../device/decide";

type Touching = SiteAnswer["vulnerabilities"][number];
type Place = Touching["releases"][number];

const to = (row: Touching) => `/vulnerabilities/${encodeURIComponent(row.id)}`;

/** What touches installed units, worst first. */
export function Touching({ id, answer }: { id: string; answer: SiteAnswer }) {
  const { say } = useSpeaking();
  const [, go] = useLocation();
  const mayDecide = useMay("decide");
  const decides = useOffered("post", "/sites/{id}/decisions") && mayDecide;
  const { wards } = answer;
  // A decision is about every unit of a release: where others run it too, a role for a ward takes none.
  const alone = useMemo(
    () => (at: Place) =>
      !wards || wards.alone.some(({ received, release }) => received === at.received && release === at.release),
    [wards],
  );
  const [opened, setOpened] = useState<Touching & { at: Place }>();
  const columns = useMemo(
    (): Column<Touching>[] => [
      {
        id: "id",
        title: say("device.vulnerability"),
        track: "minmax(220px, 2fr)",
        value: (row) => `${row.id} ${row.title}`,
        shows: (row) => (
          <>
            <Link href={to(row)} onClick={(event) => event.stopPropagation()}>
              <strong>{row.id}</strong>
            </Link>
            <div className="why" lang="en">
              {row.title}
            </div>
            {row.known_exploited && <div className="why">{say("device.exploited")}</div>}
          </>
        ),
      },
      {
        id: "priority",
        title: say("device.priority"),
        track: "130px",
        shows: (row) => <State prefix="priority" state={row.priority} />,
      },
      {
        id: "cvss",
        title: "CVSS",
        track: "90px",
        numeric: true,
        end: true,
        value: (row) => row.cvss ?? -1,
        shows: (row) => row.cvss?.toFixed(1) ?? "–",
      },
      {
        id: "units",
        title: say("network.units"),
        track: "100px",
        numeric: true,
        end: true,
        value: (row) => row.units,
        shows: (row) => row.units,
      },
      {
        id: "life",
        title: say("sites.life"),
        track: "130px",
        numeric: true,
        end: true,
        value: (row) => row.life_supporting,
        shows: (row) => row.life_supporting,
      },
      {
        id: "where",
        title: say("app.where"),
        track: "minmax(200px, 1.6fr)",
        value: (row) => row.releases.map(({ component }) => component).join(" "),
        shows: (row) =>
          row.releases.map((at) => (
            <div key={`${at.received} ${at.release} ${at.component}`} className="row">
              <span className="mono">{`${at.component} · ${at.received} ${at.release}`}</span>
              {decides && !alone(at) && <span className="why">{say("ward.decide.not")}</span>}
              {decides && alone(at) && (
                <button
                  type="button"
                  className="ghost"
                  aria-label={`${say("decide.open")}: ${row.id} ${at.component} ${at.received} ${at.release}`}
                  onClick={(event) => {
                    event.stopPropagation();
                    setOpened({ ...row, at });
                  }}
                >
                  {say("decide.open")}
                </button>
              )}
            </div>
          )),
      },
    ],
    [say, decides, alone],
  );
  if (answer.vulnerabilities.length === 0) {
    return (
      <Empty
        title={say("device.worst.none")}
        detail={say("device.worst.none.detail")}
        next={say("device.findings.none.next")}
      />
    );
  }
  return (
    <>
      <Rows
        label={say("sites.vulnerabilities")}
        rows={answer.vulnerabilities}
        columns={columns}
        idOf={(row) => row.id}
        open={(row) => go(to(row))}
        nothingLeft={say("device.findings.narrowed")}
      />
      <Drawer title={opened?.id ?? ""} open={opened !== undefined} close={() => setOpened(undefined)}>
        {opened && (
          <>
            <p className="break">
              <span className="mono">{opened.at.component}</span> · {opened.at.received} {opened.at.release}
            </p>
            <p className="why" lang="en">
              {opened.title}
            </p>
            <DecideAbout
              key={`${opened.id} ${opened.at.component} ${opened.at.release}`}
              path={`/sites/${encodeURIComponent(id)}/decisions`}
              about={{ vulnerability: opened.id, ...opened.at }}
            />
          </>
        )}
      </Drawer>
    </>
  );
}
