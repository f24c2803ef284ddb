/** The trace of a chain: a span for each step that was begun or left out, in the order in which that was so. */
import { mostTraced, type Span } from '../../../core/chain/trace';
import type { Clock } from '../../shared/stage/clock';

export type Ended = Pick<Span, 'outcome' | 'instead' | 'reason' | 'gave'>;

export interface Trace {
  begin: (span: Pick<Span, 'step' | 'kind' | 'model'>) => Span;
  end: (span: Span, how: Ended) => void;
  /** As it is now: what has not ended was broken off. */
  spans: () => Span[];
}

export function createTrace(clock: Clock): Trace {
  const began = clock.now().getTime();
  const since = (): number => clock.now().getTime() - began;
  const spans: Span[] = [];
  const open = new Set<Span>();
  return {
    begin({ step, kind, model }) {
      // All fields at once: objects that grow are slow, and every step of every answer has one.
      const span: Span = {
        step,
        kind,
        model,
        started_ms: since(),
        ms: 0,
        attempts: 0,
        questions: 0,
        input_tokens: 0,
        output_tokens: 0,
        queries: undefined,
        price: undefined,
        outcome: 'cancelled',
        instead: undefined,
        reason: undefined,
        gave: undefined,
      };
      spans.push(span);
      open.add(span);
      return span;
    },
    end(span, { outcome, instead, reason = span.reason, gave }) {
      span.ms = since() - span.started_ms;
      span.outcome = outcome;
      span.instead = instead;
      span.reason = reason?.slice(0, mostTraced);
      span.gave = gave?.slice(0, mostTraced);
      open.delete(span);
    },
    spans: () => spans.map((span) => (open.has(span) ? { ...span, ms: since() - span.started_ms } : span)),
  };
}
