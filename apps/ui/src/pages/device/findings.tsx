import { useEffect, useMemo, useState } from "react";
import { type CheckAnswer, type Finding, titled } from "../../api/answers";
import { State } from "../../parts/chip";
import { Drawer } from "../../parts/drawer";
import { type Column, Rows } from "../../parts/rows";
import { Empty } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { Decide } from "./decide";
import { Explained } from "./explained";
import { severity, worstFirst } from "./finding";

const ORDER = { blocking: 0, undecided: 1, attention: 2, note: 3 };

/** All findings, worst first; the explanation opens beside the list. */
export function Findings({ id, answer }: { id: string; answer: CheckAnswer }) {
  const { say } = useSpeaking();
  const [opened, setOpened] = useState<Finding>();
  const [keys, setKeys] = useState(false);
  useHelpKey(() => setKeys(true));
  const columns = useColumns();
  const rows = useMemo(() => worstFirst(answer.findings), [answer.findings]);
  if (answer.findings.length === 0) {
    return (
      <Empty
        title={say("device.findings.none")}
        detail={say("device.worst.none.detail")}
        next={say("device.findings.none.next")}
      />
    );
  }
  return (
    <>
      <p className="row">
        <button type="button" className="ghost" onClick={() => setKeys(true)}>
          <span className="key" aria-hidden="true">
            ?
          </span>
          {say("device.keys")}
        </button>
      </p>
      <Rows
        label={say("device.title.findings", { count: answer.findings.length })}
        rows={rows}
        columns={columns}
        idOf={(finding) => finding.id}
        open={(finding) => {
          setKeys(false);
          setOpened(finding);
        }}
        opened={opened?.id}
        nothingLeft={say("device.findings.narrowed")}
      />
      <Drawer
        title={opened?.vulnerability?.id ?? opened?.code ?? ""}
        open={opened !== undefined && !keys}
        close={() => setOpened(undefined)}
      >
        {opened && <Explained finding={opened} />}
        {opened && <Decide key={opened.id} device={id} release={answer.device.release} finding={opened} />}
      </Drawer>
      <Drawer title={say("device.keys")} open={keys} close={() => setKeys(false)}>
        <Keys />
      </Drawer>
    </>
  );
}

function useColumns() {
  const { say } = useSpeaking();
  return useMemo(
    (): Column<Finding>[] => [
      {
        id: "finding",
        title: say("device.finding"),
        track: "minmax(150px, 1.2fr)",
        value: (finding) => `${finding.vulnerability?.id ?? finding.code} ${finding.vulnerability?.title ?? ""}`,
        shows: (finding) => (
          <>
            <strong>{finding.vulnerability?.id ?? finding.code}</strong>
            <div className="why">{severity(say, finding)}</div>
          </>
        ),
      },
      {
        id: "priority",
        title: say("device.priority"),
        track: "130px",
        value: (finding) => ORDER[finding.priority],
        numeric: true,
        shows: (finding) => <State prefix="priority" state={finding.priority} />,
      },
      {
        id: "component",
        title: say("device.component"),
        track: "minmax(140px, 1fr)",
        value: (finding) => (finding.component ? titled(finding.component) : ""),
        shows: (finding) => (finding.component ? <span className="mono">{titled(finding.component)}</span> : "–"),
      },
      {
        id: "why",
        title: say("app.why"),
        track: "minmax(220px, 2fr)",
        value: (finding) => finding.explanation,
        shows: (finding) => (
          <>
            <span className="why">{finding.explanation}</span>
            {finding.decision && (
              <div className="why">
                {say("device.decided")}: {finding.decision}
              </div>
            )}
          </>
        ),
      },
    ],
    [say],
  );
}

function Keys() {
  const { say } = useSpeaking();
  const keys = [
    [["j", "k"], say("device.keys.move")],
    [["Enter"], say("device.keys.open")],
    [["Esc"], say("device.keys.close")],
    [["/"], say("device.keys.search")],
    [["?"], say("device.keys.help")],
  ] as const;
  return (
    <table>
      <tbody>
        {keys.map(([pressed, does]) => (
          <tr key={does}>
            <th scope="row">
              {pressed.map((key) => (
                <kbd className="key" key={key}>
                  {key}
                </kbd>
              ))}
            </th>
            <td>{does}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function useHelpKey(help: () => void) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if (event.key === "?" && !typing) help();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [help]);
}
