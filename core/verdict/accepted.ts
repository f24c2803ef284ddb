/** Which comparisons the gate asks for, and what they have to come to, so that it lets a candidate pass. */
import { isNaive } from '../naive';
import type { PipelineSpec } from '../../schemas/generated/types';
import type { ComparisonVerdict } from './comparison';

/** deployment.gate.promote of pipeline.yaml. */
export type Promote = PipelineSpec['deployment']['gate']['promote'];

const accepted: Record<Promote, ComparisonVerdict[]> = {
  better: ['better'],
  notWorse: ['better', 'no difference'],
  unlessWorse: ['better', 'no difference', 'not measurable'],
};

/** deployment.gate.against of pipeline.yaml: the kinds of rivals that a candidate has to pass. */
type Against = PipelineSpec['deployment']['gate']['against'];

/** Whether the gate asks for a comparison with this rival; the others are made for whoever reads the report. */
export const isAsked = (rival: string, against: Against): boolean =>
  against.some((kind) => (kind === 'naive' ? isNaive(rival) : rival === kind));

export const isAccepted = (verdict: ComparisonVerdict, promote: Promote): boolean =>
  accepted[promote].includes(verdict);
