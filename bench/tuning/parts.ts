/** What is measured without the local model: --of says which. */
import type { Figure } from '../figure';
import { budgetFigures } from './budget';
import { halvingFigures } from './halving';

const parts: Record<string, (options: { schedules: number }) => Promise<Figure[]>> = {
  budget: ({ schedules }) => budgetFigures(schedules),
  halving: halvingFigures,
};

export async function partFigures(name: string, options: { schedules: number }): Promise<Figure[]> {
  const part = parts[name];
  if (!part) throw new Error(`--of ${name} is none of ${Object.keys(parts).join(', ')}`);
  return part(options);
}
