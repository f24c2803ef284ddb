/** The trace of a chain: a span for each step that was begun or left out, in the order in which that was so. */
import { mostKept, type Span } from '../../../core/chain/trace';
import type { Clock } from '../../shared/stage/clock';

export interface Trace {
  begin: (span: Pick<Span, 'step' | 'kind' | 'model'>) => Span;
  end: (span: Span, how: Partial<Span>) => void;
  /** As it is now: what has not ended was broken off. */
  spans: () => Span[];
}

export function createTrace(clock: Clock): Trace {
  const began = clock.now().getTime();
  const since = (): number => clock.now().getTime() - began;
  const spans: Span[] = [];
  const open = new Set<Span>();
  return {
    begin(of) {
      const counts = { attempts: 0, questions: 0, input_tokens: 0, output_tokens: 0 };
      const span: Span = { ...of, started_ms: since(), ms: 0, ...counts, outcome: 'cancelled' };
      spans.push(span);
      open.add(span);
      return span;
    },
    end(span, { gave, reason, ...how }) {
      Object.assign(span, how, { ms: since() - span.started_ms });
      if (gave !== undefined) span.gave = gave.slice(0, mostKept);
      if (reason !== undefined) span.reason = reason.slice(0, mostKept);
      open.delete(span);
    },
    spans: () => spans.map((span) => (open.has(span) ? { ...span, ms: since() - span.started_ms } : span)),
  };
}
