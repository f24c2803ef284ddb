/** The run of the most candidates and checkpoints, whose endpoints are superseded. */
import type { EventData } from '../../../schemas/generated/types';
import { pushOf } from '../measured-functions';
import { peakOf, type Input } from './input';
import { candidateCount, makeRun, named, succeeded, tunedOf } from './made-runs';

export const deployInputs: Input[] = [
  {
    of: 'deploy',
    name: `${candidateCount} candidates with 10 checkpoints each`,
    async measure(functions) {
      const run = await makeRun(functions);
      const candidates = tunedOf(functions).map((each) => ({
        ...each,
        checkpointEndpoints: Array.from({ length: 10 }, (_, n) => `${each.endpoint}${n}`),
      }));
      const metrics = Object.fromEntries([['base', { rougeL: 0 }], ...candidates.map(({ id }) => [id, { rougeL: 1 }])]);
      const data = {
        ...named(run),
        examples: 100,
        metrics,
        intervals: {},
        candidates,
        reportUri: 'gs://none/report.json',
      };
      await functions.ledger.recordResult(run, succeeded('evaluate', 'landfall.model.evaluated.v1', data));
      const evaluated = data as unknown as EventData['landfall.model.evaluated.v1'];
      return peakOf(functions, run, 'deploy', pushOf('landfall.model.evaluated.v1', evaluated));
    },
  },
];
