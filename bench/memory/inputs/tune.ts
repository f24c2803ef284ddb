/** The run of the most candidates, each a tuning job to create. */
import type { Run } from '../../../schemas/generated/types';
import { pushOf, type MeasuredFunctions } from '../measured-functions';
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
    measure: async (functions) => startTuning(functions, await makeRun(functions)),
  },
];

/** The peak of tune, which creates the jobs of the run. */
export async function startTuning(functions: MeasuredFunctions, run: Run): Promise<number> {
  const version = versionOf(functions, run);
  await functions.objects.write(version.trainUri, trainingLine.repeat(examples));
  const data = { ...version, train: examples, evaluation: 0, validation: 0, duplicates: 0 };
  return peakOf(functions, run, 'tune', pushOf('landfall.dataset.versioned.v1', data));
}
