/** A gate with nothing but defaults: of a metric, and a minimum. */
import type { PipelineSpec } from '../schemas/generated/types';

type Gate = PipelineSpec['deployment']['gate'];

export const usualGate = ({ metric, minimum }: Pick<Gate, 'metric' | 'minimum'>): Gate => ({
  metric,
  minimum,
  margin: 0,
  gain: 0.05,
  level: 0.05,
  promote: 'better',
  against: ['base', 'naive', 'production'],
  approval: 'none',
});
