/** The run of the most candidates, each a tuning job to create. */
import { pushOf } from '../measured-functions';
import { peakOf, type Input } from './input';
import { candidateCount, makeRun, versionOf } from './made-runs';

export const tuneInputs: Input[] = [
  {
    of: 'tune',
    name: `${candidateCount} candidates`,
    async measure(functions) {
      const run = await makeRun(functions);
      const data = { ...versionOf(functions, run), train: 100, evaluation: 100, validation: 0, duplicates: 0 };
      return peakOf(functions, run, 'tune', pushOf('landfall.dataset.versioned.v1', data));
    },
  },
];
