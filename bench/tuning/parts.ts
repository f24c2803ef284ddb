/** What is measured without the local model: --of says which. */
import type { Figure } from '../figure';
import { halvingFigures } from './halving';

const parts: Record<string, () => Promise<Figure[]>> = { halving: halvingFigures };

export async function partFigures(name: string): Promise<Figure[]> {
  const part = parts[name];
  if (!part) throw new Error(`--of ${name} is none of ${Object.keys(parts).join(', ')}`);
  return part();
}
