/** The steps by which an answer was made, a line each. */
import { spanInWords, type Span } from '../../core/chain/trace';
import { plural, dotted } from '../../core/wording';
import { formatDollars, formatSeconds } from '../../core/quantities';
import { inColumns } from './text';

/** Of a step as a caller is told. */
export type ToldSpan = Omit<Span, 'reason' | 'gave'>;

/** In the order in which they were begun; none without a chain. */
export const chainLines = (steps: ToldSpan[] = []): string[] => inColumns(steps.map(cells), { right: [2, 3] });

function cells(span: ToldSpan): string[] {
  const { step, kind, started_ms, ms, input_tokens, output_tokens, queries = 0, price } = span;
  const tokens = input_tokens + output_tokens;
  return [
    step,
    kind,
    `at ${formatSeconds(started_ms / 1000)}`,
    span.outcome === 'off' ? '' : formatSeconds(ms / 1000),
    dotted(
      tokens > 0 && plural(tokens, 'token'),
      queries > 0 && `searched ${plural(queries, 'time')}`,
      price !== undefined && formatDollars(price),
    ),
    spanInWords(span),
  ];
}
