/** The failed run of the most candidates, whose tuning jobs still run. */
import { pushOf } from '../measured-functions';
import type { Input } from './input';
import { candidateCount, makeRun, named } from './made-runs';
import { startTuning } from './tune';

export const cleanupInputs: Input[] = [
  {
    of: 'cleanup',
    name: `${candidateCount} candidates whose jobs still run`,
    async measure(functions) {
      const run = await makeRun(functions);
      await startTuning(functions, run);
      const error = { name: 'PermanentError', message: 'made to fail' };
      const failed = pushOf('landfall.stage.failed.v1', { ...named(run), stage: 'evaluate', error });
      // While jobs are being cancelled it asks to be told again.
      return functions.call('cleanup', { body: failed, answers: [500] });
    },
  },
];
