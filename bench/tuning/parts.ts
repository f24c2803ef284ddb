/** What is measured apart from the local model's own speed: --of says which. */
import type { Figure } from '../figure';
import { budgetFigures } from './budget';
import { halvingFigures } from './halving';
import { overheadFigures } from './overhead';
import { probeFigures } from './probe';

export interface PartOptions {
  schedules: number;
  trials: number;
  data?: string | undefined;
  set?: string | undefined;
}

const parts: Record<string, (options: PartOptions) => Promise<Figure[]>> = {
  budget: ({ schedules }) => budgetFigures(schedules),
  halving: halvingFigures,
  overhead: overheadFigures,
  probe: probeFigures,
};

export async function partFigures(name: string, options: PartOptions): Promise<Figure[]> {
  const part = parts[name];
  if (!part) throw new Error(`--of ${name} is none of ${Object.keys(parts).join(', ')}`);
  return part(options);
}
