/** What a comparison has to come to, so that the gate lets a candidate pass. */
import type { PipelineSpec } from '../../schemas/generated/types';
import type { ComparisonVerdict } from './comparison';

/** deployment.gate.promote of pipeline.yaml. */
export type Promote = PipelineSpec['deployment']['gate']['promote'];

const accepted: Record<Promote, ComparisonVerdict[]> = {
  better: ['better'],
  notWorse: ['better', 'no difference'],
  unlessWorse: ['better', 'no difference', 'not measurable'],
};

export const isAccepted = (verdict: ComparisonVerdict, promote: Promote): boolean =>
  accepted[promote].includes(verdict);
