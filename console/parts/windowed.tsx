/** A list of any length, of which the page has what is seen: the rest is asked for when it comes into view. */
import type { ComponentChildren } from 'preact';
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import { get } from '../api';
import { Trouble } from './asked';

export interface Window<Row> {
  total: number;
  from: number;
  rows: Row[];
}

export interface WindowedProps<Row> {
  /** Below api/, without from and count; another one is another list. */
  path: string;
  /** With another one what is seen is asked for again. */
  version?: number;
  /** The rows of the answer to the question for a window. */
  read: (answer: never, number: number) => Window<Row>;
  /** What is asked for a window, by its number, where each follows from the one before; by from and count where nothing is said. */
  windowPath?: (number: number) => string;
  /** Rows that one question brings. */
  size?: number;
  /** Pixels of a row, as the style sheet has it. */
  rowHeight: number;
  label: string;
  row: (row: Row, index: number) => ComponentChildren;
  empty: ComponentChildren;
  /** Pixels of a row that is wider than what is seen of it. */
  width?: number;
  /** What stays above the rows. */
  head?: ComponentChildren;
  /** Called with what is seen of the width, in pixels. */
  onView?: (view: { left: number; width: number }) => void;
}

/** Windows that are kept; those that were seen longest ago are forgotten. */
const mostWindows = 12;

export function Windowed<Row>(props: WindowedProps<Row>) {
  const { path, version = 0, read, rowHeight, label, row, empty, width, head, onView, size = 50 } = props;
  const join = path.includes('?') ? '&' : '?';
  const pathOf = props.windowPath ?? ((number: number) => `${path}${join}from=${number * size}&count=${size}`);
  const scroller = useRef<HTMLDivElement>(null);
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const [total, setTotal] = useState<number>();
  const [problem, setProblem] = useState<Error>();
  const windows = useMemo(() => new Map<number, Row[] | 'asked'>(), [path]);

  const ask = (number: number): void => {
    if (windows.has(number)) return;
    windows.set(number, 'asked');
    bring(number);
  };
  const bring = (number: number): void => {
    get<never>(pathOf(number)).then(
      (answer) => {
        const found = read(answer, number);
        windows.set(number, found.rows);
        for (const old of windows.keys()) if (windows.size > mostWindows && old !== number) windows.delete(old);
        setTotal(found.total);
        setProblem(undefined);
        redraw(0);
      },
      (error: Error) => {
        windows.delete(number);
        setProblem(error);
      },
    );
  };
  useEffect(() => {
    setTotal(undefined);
    ask(0);
  }, [path]);
  const askedVersion = useRef(version);
  useEffect(() => {
    if (askedVersion.current === version) return;
    askedVersion.current = version;
    const inView = virtual.getVirtualItems().map(({ index }) => Math.floor(index / size));
    const seen = new Set(props.windowPath ? [0] : [0, ...inView]);
    for (const number of windows.keys()) if (!seen.has(number)) windows.delete(number);
    for (const number of seen) bring(number);
  }, [version]);

  const virtual = useMemo(
    () =>
      new Virtualizer<HTMLDivElement, HTMLDivElement>({
        count: 0,
        getScrollElement: () => scroller.current,
        estimateSize: () => rowHeight,
        overscan: 12,
        scrollToFn: elementScroll,
        observeElementRect,
        observeElementOffset,
        onChange: () => redraw(0),
      }),
    [],
  );
  virtual.setOptions({ ...virtual.options, count: total ?? 0 });
  useLayoutEffect(() => virtual._didMount(), []);
  useLayoutEffect(() => virtual._willUpdate());

  if (problem && total === undefined) return <Trouble problem={problem} again={() => ask(0)} />;
  if (total === 0) return <>{empty}</>;
  const items = virtual.getVirtualItems();
  for (const { index } of items) ask(Math.floor(index / size));
  return (
    <div
      class="windowed"
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={label}
      style={
        total === undefined ? {} : { height: `min(${(total + (head ? 1 : 0)) * rowHeight + 20}px, 100dvh - 9rem)` }
      }
      onScroll={({ currentTarget: { scrollLeft: left, clientWidth } }) => onView?.({ left, width: clientWidth })}
    >
      {head && (
        <div class="windowed-head" style={{ width: `${width}px` }}>
          {head}
        </div>
      )}
      <div
        role="list"
        class="rows"
        style={{ height: `${virtual.getTotalSize()}px`, ...(width && { width: `${width}px` }) }}
      >
        {items.map(({ index, start }) => {
          const rows = windows.get(Math.floor(index / size));
          const found = Array.isArray(rows) ? rows[index % size] : undefined;
          return (
            <div
              key={index}
              role="listitem"
              aria-setsize={total ?? -1}
              aria-posinset={index + 1}
              class="row"
              style={{ transform: `translateY(${start}px)`, height: `${rowHeight}px` }}
            >
              {found === undefined ? <span class="quiet">…</span> : row(found, index)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
