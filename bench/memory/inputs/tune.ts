/** The run of the most candidates, each a tuning job to create. */
import { pushOf } from '../measured-functions';
import { peakOf, type Input } from './input';
import { candidateCount, makeRun, versionOf } from './made-runs';

/** Few: tune reads none of them, and the jobs go on beside what is measured next. */
const examples = 16;

const trainingLine = `${JSON.stringify({
  contents: [
    { role: 'user', parts: [{ text: 'hello' }] },
    { role: 'model', parts: [{ text: 'goodbye' }] },
  ],
})}\n`;

export const tuneInputs: Input[] = [
  {
    of: 'tune',
    name: `${candidateCount} candidates`,
    async measure(functions) {
      const run = await makeRun(functions);
      const version = versionOf(functions, run);
      await functions.objects.write(version.trainUri, trainingLine.repeat(examples));
      const data = { ...version, train: examples, evaluation: 0, validation: 0, duplicates: 0 };
      return peakOf(functions, run, 'tune', pushOf('landfall.dataset.versioned.v1', data));
    },
  },
];
