import { useEffect, useMemo, useRef, useState } from "react";
import { type CheckAnswer, type Finding, titled } from "../../api/answers";
import { State } from "../../parts/chip";
import { Drawer } from "../../parts/drawer";
import { asksFor, keysOn, switchKeys, useKeysOn } from "../../parts/keys";
import { useMay } from "../../parts/person";
import { type Column, Rows, type Walk } from "../../parts/rows";
import { Empty } from "../../parts/trouble";
import { useSpeaking } from "../../words/lang";
import { Decide } from "./decide";
import { Explained } from "./explained";
import { severity, worstFirst } from "./finding";
import { type Chosen, chosenBy, DECIDING, waits } from "./triage";

const ORDER = { blocking: 0, undecided: 1, attention: 2, note: 3 };

/** The name that a finding goes by. */
const nameOf = (finding: Finding) => finding.vulnerability?.id ?? finding.code;

/**
 * All findings, worst first; the explanation opens beside the list, and letters decide. What is past is not
 * decided any more.
 */
export function Findings({ id, answer, past }: { id: string; answer: CheckAnswer; past: boolean }) {
  const { say } = useSpeaking();
  const may = useMay("decide") && !past;
  const walk = useRef<Walk<Finding>>(null);
  const rows = useMemo(() => worstFirst(answer.findings), [answer.findings]);
  const { opened, open, close, chosen, keys, setKeys, told, decided } = useTriage(rows, walk, may);
  const columns = useColumns();
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
        {!opened && <output className="why">{told}</output>}
      </p>
      <Rows
        label={say("device.title.findings", { count: answer.findings.length })}
        rows={rows}
        columns={columns}
        idOf={(finding) => finding.id}
        open={open}
        opened={opened?.id}
        nothingLeft={say("device.findings.narrowed")}
        walk={walk}
        moved={(finding) => opened && open(finding)}
      />
      <Drawer
        title={opened ? nameOf(opened) : ""}
        about={opened?.id}
        open={opened !== undefined && !keys}
        close={close}
      >
        <output className="why">{told}</output>
        {opened && <Explained finding={opened} />}
        {opened && !past && (
          <Decide
            key={opened.id}
            device={id}
            release={answer.device.release}
            finding={opened}
            chosen={chosen}
            done={(waits) => decided(opened, waits)}
          />
        )}
      </Drawer>
      <Drawer title={say("device.keys")} open={keys} close={() => setKeys(false)}>
        <Keys may={may} />
      </Drawer>
    </>
  );
}

/** Which finding is open, which state a letter chose, and what letters do. */
function useTriage(findings: Finding[], walk: { current: Walk<Finding> | null }, may: boolean) {
  const { say } = useSpeaking();
  const [at, setAt] = useState<string>();
  const [chosen, setChosen] = useState<{ state: Chosen }>();
  const [keys, setKeys] = useState(false);
  const [told, tell] = useState("");
  const opened = findings.find((finding) => finding.id === at);
  const open = (finding: Finding) => {
    setKeys(false);
    setChosen(undefined);
    setAt(finding.id);
  };
  const close = () => setAt(undefined);
  const decided = (finding: Finding, second: boolean) => {
    const next = walk.current?.after((one) => one.id !== finding.id && waits(one));
    if (next) open(next);
    const then = next ? say("triage.next", { name: nameOf(next) }) : say("triage.over");
    tell(`${say(second ? "decide.waits" : "decide.done")} – ${then}`);
  };
  const press = (key: string) => {
    const state = chosenBy(key);
    const moved = key === "j" ? 1 : key === "k" ? -1 : 0;
    const finding = opened ?? walk.current?.here();
    if (key === "?") setKeys(true);
    else if (moved && opened && !keys) {
      const next = walk.current?.step(moved);
      if (next) open(next);
    } else if (state && may && finding?.vulnerability && !keys) {
      open(finding);
      setChosen({ state });
      tell("");
    } else if (state && may && finding && !keys) tell(say("triage.none", { name: nameOf(finding) }));
    else return false;
    return true;
  };
  usePressed(press);
  return { opened, open, close, chosen, keys, setKeys, told, decided };
}

/** Hears letters wherever the focus is, but for fields; the list hears its own first. */
function usePressed(press: (key: string) => boolean) {
  const heard = useRef(press);
  useEffect(() => {
    heard.current = press;
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const key = asksFor(event);
      if (key && heard.current(key)) event.preventDefault();
    };
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);
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

/** What each key does, and the switch that turns letters off. */
function Keys({ may }: { may: boolean }) {
  const { say } = useSpeaking();
  const on = useKeysOn();
  const deciding = Object.entries(DECIDING).map(
    ([key, state]) => [[key], say("triage.decide", { state: say(`vex.${state}`) })] as const,
  );
  const keys: (readonly [readonly string[], string])[] = [
    [["j", "k"], say("device.keys.move")],
    [["Enter"], say("device.keys.open")],
    ...(may ? deciding : []),
    [["Esc"], say("device.keys.close")],
    [["/"], say("device.keys.search")],
    [["?"], say("device.keys.help")],
  ];
  return (
    <>
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
      <div className="form">
        <label className="check">
          <input type="checkbox" checked={on} onChange={() => switchKeys(!keysOn())} />
          {say("triage.letters")}
        </label>
        <p className="hint">{say("triage.letters.hint")}</p>
      </div>
    </>
  );
}
