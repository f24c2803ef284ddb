/** A tick that finds many runs marked. */
import { atMost } from '../../../core/at-most';
import { inFlightPath, runPath } from '../../../core/ledger-layout';
import type { Configuration } from '../../../schemas/generated/types';
import { pushOf } from '../measured-functions';
import { uploadsAtOnce, type Input } from './input';
import { named, pipelineName, placeOf, runOf, succeeded } from './made-runs';

const marks = 2000;
const waiting = marks / 10;

export const watchInputs: Input[] = [
  {
    of: 'watch',
    name: `${marks} marks, ${waiting} of them of runs that wait for tuning jobs`,
    async measure(functions) {
      const { ledger, objects } = functions;
      const configuration = (await ledger.findConfiguration(pipelineName)) as Configuration;
      await atMost(
        uploadsAtOnce,
        Array.from({ length: marks }, (_, index) => index),
        async (index) => {
          const run = runOf(functions, index, configuration);
          await objects.write(ledger.artifactUri(inFlightPath('tuning', run)), JSON.stringify(named(run)));
          if (index >= waiting) return;
          const job = `${placeOf(functions)}/tuningJobs/${index + 1}`;
          const started = { ...named(run), jobs: [{ candidate: 'none', base: 'none', job }] };
          await objects.write(ledger.artifactUri(runPath(run)), JSON.stringify(run, null, 2));
          await ledger.recordResult(run, succeeded('tune', 'landfall.tuning.started.v1', started));
        },
      );
      // No job is there: every run fails, and that is recorded.
      const peak = await functions.call('watch', { body: pushOf('landfall.watch.tick.v1', {}) });
      const left = (await ledger.inFlight('tuning').list()).length;
      if (left > 0) throw new Error(`watch has left ${left} of ${marks} marks`);
      return peak;
    },
  },
];
