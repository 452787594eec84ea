// A table of any length: rows are made when they come into sight.
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from "@tanstack/virtual-core";
import type { ComponentChildren, JSX, TargetedKeyboardEvent } from "preact";
import { useEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import type { Speech } from "./words.js";

/** A column of a table. */
export interface Column {
  key: string;
  label: string;
  /** What stands in a row, for showing and searching. */
  text: (row: number) => string;
  /** What is shown instead of plain text. */
  show?: (row: number) => ComponentChildren;
  /** What rows are sorted by; without it by text. */
  order?: (row: number) => bigint | number;
  isNumber?: boolean;
  /** Left out where there is little room. */
  isWide?: boolean;
  /** Share of the width. */
  width?: number;
}

const ROW_PIXELS = 38;

export function Grid(given: {
  speech: Speech;
  label: string;
  columns: Column[];
  rows: number[];
  onOpen?: (row: number) => void;
  tools?: ComponentChildren;
}): JSX.Element {
  const { speech, columns, rows, onOpen } = given;
  const [sought, setSought] = useState("");
  const [sort, setSort] = useState<{ key: string; isDown: boolean } | null>(null);
  const found = useMemo(
    () => sorted(filtered(rows, columns, sought), columns, sort),
    [rows, columns, sought, sort],
  );
  const body = useRef<HTMLDivElement>(null);
  const virtual = useVirtual(body, found.length);
  const template = columns.map((column) => `minmax(0, ${column.width ?? 1}fr)`).join(" ");
  const narrow = columns
    .filter((column) => !column.isWide)
    .map((column) => `minmax(0, ${column.width ?? 1}fr)`)
    .join(" ");
  const open = (row: number, event: TargetedKeyboardEvent<HTMLElement>) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onOpen?.(row);
  };
  return (
    <section class="grid" style={`--columns: ${template}; --narrow: ${narrow}`}>
      <div class="tools">
        <input
          type="search"
          value={sought}
          placeholder={speech.say("search")}
          aria-label={speech.say("search")}
          onInput={(event) => setSought(event.currentTarget.value)}
        />
        {given.tools}
        <span class="quiet" role="status">
          {found.length.toLocaleString("en")} {speech.say("shown")}
        </span>
      </div>
      <div role="table" aria-label={given.label} aria-rowcount={found.length + 1}>
        <div role="rowgroup">
          <div role="row" class="line head" aria-rowindex={1}>
            {columns.map((column) => (
              <div
                role="columnheader"
                class={classes(column)}
                aria-sort={sort?.key !== column.key ? "none" : sort.isDown ? "descending" : "ascending"}
              >
                <button
                  type="button"
                  onClick={() =>
                    setSort({ key: column.key, isDown: sort?.key === column.key && !sort.isDown })
                  }
                >
                  {column.label}
                  {sort?.key === column.key ? (sort.isDown ? " ↓" : " ↑") : ""}
                </button>
              </div>
            ))}
          </div>
        </div>
        <div class="body" ref={body} role="rowgroup" tabIndex={-1}>
          <div style={`height: ${virtual.getTotalSize()}px; position: relative`} role="presentation">
            {virtual.getVirtualItems().map((item) => {
              const row = found[item.index]!;
              return (
                <div
                  key={item.index}
                  role="row"
                  aria-rowindex={item.index + 2}
                  class={onOpen ? "line opens" : "line"}
                  style={`transform: translateY(${item.start}px)`}
                  tabIndex={onOpen ? 0 : undefined}
                  onClick={() => onOpen?.(row)}
                  onKeyDown={(event) => open(row, event)}
                >
                  {columns.map((column) => (
                    <div role="cell" class={classes(column)} title={column.text(row)}>
                      {column.show ? column.show(row) : column.text(row)}
                    </div>
                  ))}
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </section>
  );
}

function classes(column: Column): string {
  return `${column.isNumber ? "number" : ""} ${column.isWide ? "wide" : ""}`;
}

function filtered(rows: number[], columns: Column[], sought: string): number[] {
  const words = sought.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  const has = (row: number, word: string) =>
    columns.some((column) => !column.isNumber && column.text(row).toLowerCase().includes(word));
  return rows.filter((row) => words.every((word) => has(row, word)));
}

function sorted(
  rows: number[],
  columns: Column[],
  sort: { key: string; isDown: boolean } | null,
): number[] {
  const column = columns.find((column) => column.key === sort?.key);
  if (!sort || !column) return rows;
  const value = column.order ?? column.text;
  const keyed = rows.map((row) => ({ row, value: value(row) }));
  const sign = sort.isDown ? -1 : 1;
  keyed.sort((a, b) => (a.value < b.value ? -sign : a.value > b.value ? sign : a.row - b.row));
  return keyed.map(({ row }) => row);
}

/** The rows in sight of an element that scrolls. */
function useVirtual(
  element: { current: HTMLDivElement | null },
  count: number,
): Virtualizer<HTMLDivElement, HTMLDivElement> {
  const [, redraw] = useReducer((drawn: number) => drawn + 1, 0);
  const options = {
    count,
    getScrollElement: () => element.current,
    estimateSize: () => ROW_PIXELS,
    overscan: 12,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => redraw(undefined),
  };
  const [virtual] = useState(() => new Virtualizer<HTMLDivElement, HTMLDivElement>(options));
  virtual.setOptions(options);
  useEffect(() => virtual._didMount(), []);
  useEffect(() => virtual._willUpdate());
  return virtual;
}
