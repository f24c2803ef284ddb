/** Good datasets that are made, of which the numbers are what a probe may stumble over. */
import { createRandom } from '../../local/vertex/model/random';
import { cases, unheldCases } from './case-sets';
import { lists } from './list-sets';
import type { Maker } from './made-words';
import { numbers } from './numbered-sets';
import type { ProbedSet } from './probed-set';

const setsOf = (makers: Record<string, Maker>, more: Partial<ProbedSet> = {}): ProbedSet[] =>
  Object.entries(makers).map(([name, make]) => ({
    name: `made, ${name}`,
    sizes: [60, 200, 600],
    isOnlyGood: true,
    draw(size, seed) {
      const random = createRandom(7000 + seed);
      const draw = (below: number) => Math.floor(random() * below);
      return make(size, draw).map(([prompt, target]) => ({ prompt, target, owner: '' }));
    },
    tellsOwners: false,
    ...more,
  }));

export const madeSets: ProbedSet[] = [
  ...setsOf({ ...numbers, ...lists, ...cases }),
  ...setsOf(unheldCases, { isUnheld: true }),
];
