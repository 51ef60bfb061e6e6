import { createSortedRowModel, rowSortingFeature, sortFns, tableFeatures, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useSpeaking } from "../words/lang";
import { keysOn } from "./keys";
import { usePrinting } from "./printing";

/** A column of a long list. */
export interface Column<Row> {
  id: string;
  /** Its heading. */
  title: string;
  /** What a row shows. */
  shows: (row: Row) => ReactNode;
  /** What it sorts by and is narrowed by; without it the order stays the server's. */
  value?: (row: Row) => string | number;
  /** Width, as a track of a CSS grid. */
  track: string;
  /** Whether it sorts as numbers do, largest first. */
  numeric?: boolean;
  /** Whether its numbers stand under each other. */
  end?: boolean;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns });

/** Rows that go on paper at most; what is left out is said there. */
const PRINTED = 3000;

/** The rows whose text holds every word that was typed. */
export function narrowed<Row>(rows: Row[], columns: Column<Row>[], typed: string): Row[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = columns
      .map((column) => column.value?.(row) ?? "")
      .join("\n")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** How others walk a list in the order that it shows. */
export interface Walk<Row> {
  /** The row where the keyboard is. */
  here: () => Row | undefined;
  /** Goes so many rows on, without taking the focus. */
  step: (by: number) => Row | undefined;
  /** The next row of this kind after the one where the keyboard is, from the beginning once the end is reached; goes there. */
  after: (fits: (row: Row) => boolean) => Row | undefined;
}

interface Props<Row> {
  label: string;
  rows: Row[];
  columns: Column<Row>[];
  idOf: (row: Row) => string;
  /** What happens when a row is opened by Enter or a click. */
  open?: (row: Row) => void;
  /** The row that is open elsewhere on the page. */
  opened?: string | undefined;
  /** Said when nothing is left after narrowing. */
  nothingLeft: string;
  /** Called when the end of the list comes into sight. */
  more?: (() => void) | undefined;
  /** Where the server narrows the list: hears what was typed. The rows are then those that are left. */
  asks?: (typed: string) => void;
  /** Filled with how others walk the list. */
  walk?: { current: Walk<Row> | null };
  /** Called when a key moved to another row. */
  moved?: (row: Row) => void;
  /** Rows that there are, where not all of them are here. */
  total?: number;
}

/** A list that draws only the rows in sight; sorts and narrows all of them; j and k move, Enter opens. */
export function Rows<Row>(props: Props<Row>) {
  const { say } = useSpeaking();
  const [typed, setTyped] = useState("");
  const { rows, columns, asks, total } = props;
  const left = useMemo(() => (asks ? rows : narrowed(rows, columns, typed)), [asks, rows, columns, typed]);
  const type = (words: string) => {
    setTyped(words);
    asks?.(words);
  };
  const count = total ?? rows.length;
  return (
    <>
      <div className="narrow">
        <label>
          {say("app.filter")}
          <input type="search" value={typed} onChange={(event) => type(event.target.value)} />
        </label>
        <output className="why">
          {left.length < count ? say("app.rows.of", { shown: left.length, count }) : say("app.rows", { count })}
        </output>
      </div>
      {left.length === 0 ? <p className="panel">{props.nothingLeft}</p> : <Grid {...props} rows={left} />}
    </>
  );
}

function useWalk<Row>(walk: { current: Walk<Row> | null } | undefined, how: Walk<Row>) {
  useEffect(() => {
    if (!walk) return;
    walk.current = how;
    return () => {
      walk.current = null;
    };
  });
}

function Grid<Row>({ label, rows, columns, idOf, open, opened, more, walk, moved }: Props<Row>) {
  const { say } = useSpeaking();
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const sorted = useSorted(rows, columns, idOf);
  const count = sorted.rows.length;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => 52,
    overscan: 8,
    getItemKey: (index) => sorted.rows[index]?.id ?? index,
  });
  const printing = usePrinting();
  const drawn = virtual.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  const items = printing ? sorted.rows.slice(0, PRINTED).map((_, index) => ({ index, start: 0 })) : drawn;
  useEffect(() => {
    if (more && last >= count - 1) more();
  }, [more, last, count]);

  const show = (index: number) => {
    const next = Math.max(0, Math.min(count - 1, index));
    setAt(next);
    virtual.scrollToIndex(next);
    return next;
  };
  const rowAt = (index: number) => sorted.rows[index]?.original;
  useWalk(walk, {
    here: () => rowAt(Math.min(at, count - 1)),
    step: (by) => rowAt(show(at + by)),
    after: (fits) => {
      const order = sorted.rows.map((_, index) => (at + 1 + index) % count);
      const found = order.find((index) => {
        const row = rowAt(index);
        return row !== undefined && fits(row);
      });
      return found === undefined ? undefined : rowAt(show(found));
    },
  });
  const go = (index: number) => {
    const next = show(index);
    const row = rowAt(next);
    if (row !== undefined) moved?.(row);
    // The row is drawn in the next frame when it was out of sight.
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus());
  };
  const keys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLButtonElement) return;
    if (event.key.length === 1 && !keysOn()) return;
    const moves: Record<string, number> = {
      j: at + 1,
      ArrowDown: at + 1,
      k: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: count - 1,
    };
    const to = moves[event.key];
    const row = rowAt(at);
    if (to !== undefined) go(to);
    else if (event.key === "Enter" && open && row !== undefined) open(row);
    else return;
    event.preventDefault();
  };

  const here = Math.min(at, count - 1);
  const tracks = { "--tracks": columns.map((column) => column.track).join(" ") };
  return (
    <div className="grid" style={tracks as never}>
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot leave out rows that are out of sight */}
      <div
        className="scroll"
        ref={scroller}
        role="grid"
        aria-label={label}
        aria-rowcount={count + 1}
        onKeyDown={keys}
        tabIndex={-1}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div className="line head" role="row" aria-rowindex={1} tabIndex={-1}>
          {columns.map((column) => (
            // biome-ignore lint/a11y/useSemanticElements: see above
            <div
              key={column.id}
              className={`cell ${column.end ? "num" : ""}`}
              role="columnheader"
              tabIndex={-1}
              {...sorted.aria(column.id)}
            >
              {column.value ? (
                <button
                  type="button"
                  onClick={() => sorted.toggle(column.id)}
                  title={say("app.sort", { column: column.title })}
                >
                  {column.title}
                  <span aria-hidden="true">{sorted.sign(column.id)}</span>
                </button>
              ) : (
                <span className="plain">{column.title}</span>
              )}
            </div>
          ))}
        </div>
        <div className="body" role="presentation" style={printing ? {} : { height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = sorted.rows[item.index];
            if (!row) return null;
            return (
              // biome-ignore lint/a11y/useSemanticElements: see above
              <div
                key={row.id}
                ref={virtual.measureElement}
                data-index={item.index}
                className={`line ${open ? "opens" : ""}`}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={opened === row.id}
                tabIndex={item.index === here ? 0 : -1}
                style={printing ? {} : { transform: `translateY(${item.start}px)` }}
                onFocus={() => setAt(item.index)}
                onClick={() => open?.(row.original)}
                onKeyDown={undefined}
              >
                {columns.map((column) => (
                  // biome-ignore lint/a11y/useSemanticElements: see above
                  <div
                    key={column.id}
                    className={`cell ${column.end ? "num" : ""}`}
                    role="gridcell"
                    tabIndex={-1}
                    data-label={column.title}
                  >
                    {column.shows(row.original)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
      {printing && count > PRINTED && <p className="cell">{say("app.rows.of", { shown: PRINTED, count })}</p>}
    </div>
  );
}

function useSorted<Row>(rows: Row[], columns: Column<Row>[], idOf: (row: Row) => string) {
  const defined = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        accessorFn: (row: Row) => column.value?.(row) ?? "",
        sortFn: column.numeric ? ("basic" as const) : ("alphanumeric" as const),
        sortDescFirst: column.numeric ?? false,
      })),
    [columns],
  );
  const table = useTable({ features, columns: defined as never, data: rows as never[], getRowId: idOf as never });
  const direction = (id: string) => table.getColumn(id)?.getIsSorted() ?? false;
  return {
    rows: table.getRowModel().rows as unknown as { id: string; original: Row }[],
    toggle: (id: string) => table.getColumn(id)?.toggleSorting(),
    sign: (id: string) => ({ asc: "↑", desc: "↓", none: "" })[direction(id) || "none"],
    aria: (id: string) => {
      const way = direction(id);
      return way ? { "aria-sort": way === "asc" ? ("ascending" as const) : ("descending" as const) } : {};
    },
  };
}
