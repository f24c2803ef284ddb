/** A step of a chain as a span: code of the pipeline's own is a tool, whatever else is a step, around the questions that it asks. */
import type { Span } from '../../../core/chain/trace';
import { attribute, operation, ownAttribute } from '../../../core/tracing/conventions';
import type { TraceSpan } from '../../shared/tracing/span';
import type { PlannedStep } from './plan';

export function beginStep({ name, kind }: PlannedStep, chain: TraceSpan): TraceSpan {
  const own = { [ownAttribute.step]: name, [ownAttribute.stepKind]: kind };
  if (kind !== 'run') return chain.begin(`step ${name}`, 'internal', own);
  return chain.begin(`${operation.tool} ${name}`, 'internal', {
    [attribute.operation]: operation.tool,
    [attribute.tool]: name,
    [attribute.toolType]: 'function',
    ...own,
  });
}

/** As its row says how it has ended; a step that something took the place of has failed all the same, and nobody is the worse for it. */
export function endStep(span: TraceSpan, { outcome }: Span): void {
  const isDone = outcome === 'done' || outcome === 'replaced';
  span.set({ [ownAttribute.stepOutcome]: outcome, [attribute.errorType]: isDone ? undefined : outcome });
  span.end();
}
