/** A trace as a tree: each span below the one that it is a part of, with when it began and how long it took. */
import {
  errorType,
  responseFinishReasons,
  inputTokens,
  outputTokens,
  statusCode,
} from '../../core/tracing/conventions';
import { visible } from '../../core/wording';
import type { ToldSpan } from '../trace';
import { inColumns } from './text';

/** A span whose parent is not here, such as that of the caller, is at the top. */
export function traceLines(spans: ToldSpan[]): string[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const parentOf = ({ parentSpanId = '' }: ToldSpan): string => (ids.has(parentSpanId) ? parentSpanId : '');
  const began = Math.min(...spans.map(({ startTime }) => milliseconds(startTime)));
  const rowsBelow = (id: string, depth: number): string[][] =>
    spans
      .filter((span) => parentOf(span) === id)
      .flatMap((span) => [row(span, depth, began), ...rowsBelow(span.spanId, depth + 1)]);
  return inColumns(rowsBelow('', 0), { right: [1, 2] });
}

function row({ name, startTime, endTime, labels }: ToldSpan, depth: number, began: number): string[] {
  const start = milliseconds(startTime);
  const tokens = [labels[inputTokens], labels[outputTokens]];
  return [
    `${'  '.repeat(depth)}${visible(name)}`,
    `at ${formatMilliseconds(start - began)}`,
    formatMilliseconds(milliseconds(endTime) - start),
    [
      ...(tokens[0] === undefined ? [] : [`${tokens[0]} tokens in, ${tokens[1]} out`]),
      ...[labels[responseFinishReasons], labels[statusCode]].filter((text) => text !== undefined),
      ...(labels[errorType] === undefined ? [] : [`error ${labels[errorType]}`]),
    ].join(' · '),
  ];
}

/** Since 1970, with fractions: Date reads no more than thousandths of a second. */
const milliseconds = (time: string): number => Date.parse(time) + Number(`0.${time.slice(23, -1) || 0}`);

const formatMilliseconds = (time: number): string => `${time.toFixed(time < 100 ? 1 : 0)} ms`;
