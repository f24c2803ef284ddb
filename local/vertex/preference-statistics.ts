/** Checks a dataset of preferences line by line and measures it with the model's own tokenizer, as it is billed. */
import { RpcError } from '../rpc/errors';
import { eachExample, sampledExamples, sampledIndices, type DatasetMeasure } from './dataset-statistics';
import { distributionOf } from './distribution';
import { parsePreference, type Preference } from './preference-example';
import type { PreferenceOptimizationDataStats } from './resources';

export type PreferenceStatistics = Omit<PreferenceOptimizationDataStats, 'tuningStepCount'>;

/**
 * A pair of which one answer does not fit is dropped.
 * @throws RpcError INVALID_ARGUMENT as eachExample, or where all are dropped.
 */
export async function measurePairs(
  file: string,
  uri: string,
  { countTurn, maxTokensPerExample: most }: DatasetMeasure,
): Promise<PreferenceStatistics> {
  const [inputs, outputs, scores]: number[][] = [[], [], []];
  const samples: PreferenceOptimizationDataStats['userDatasetExamples'] = [];
  const dropped = { count: 0, indices: [] as string[], reasons: [] as string[] };
  const count = (turns: Parameters<typeof countTurn>[0][]) => turns.reduce((sum, turn) => sum + countTurn(turn), 0);

  const read = await eachExample(file, uri, (line, number) => {
    const pair = parsePreference(line);
    const asked = count([
      ...(pair.system === undefined ? [] : [{ role: 'system' as const, text: pair.system }]),
      ...pair.turns,
    ]);
    const answers = [pair.preferred, pair.rejected].map((text) => count([{ role: 'model', text }]));
    inputs!.push(asked);
    outputs!.push(answers[0]! + answers[1]!);
    scores!.push(1, 0);
    if (samples.length < sampledExamples) samples.push(sampleOf(pair));
    const tokens = asked + Math.max(...answers);
    if (tokens <= most) return;
    dropped.count += 1;
    if (dropped.indices.length >= sampledIndices) return;
    dropped.indices.push(String(number));
    dropped.reasons.push(`${tokens} tokens of prompt and longer answer are more than ${most}: dropped.`);
  });
  if (dropped.count === read)
    throw new RpcError('INVALID_ARGUMENT', `${uri}: every pair is longer than the ${most} tokens of an example.`);

  const [input, output] = [distributionOf(inputs!), distributionOf(outputs!)];
  return {
    tuningDatasetExampleCount: String(read),
    // "About preference tuning for Gemini models": the prompt's tokens times two, and those of the completions.
    totalBillableTokenCount: String(2 * Number(input.sum) + Number(output.sum)),
    userInputTokenDistribution: input,
    userOutputTokenDistribution: output,
    scoresDistribution: distributionOf(scores!),
    scoreVariancePerExampleDistribution: distributionOf(inputs!.map(() => 0.25)),
    userDatasetExamples: samples,
    droppedExampleIndices: dropped.indices,
    droppedExampleReasons: dropped.reasons,
  };
}

const sampleOf = ({ turns, preferred, rejected }: Preference) => {
  const said = (role: string, text: string) => ({ role, parts: [{ text }] });
  return {
    contents: turns.map(({ role, text }) => said(role, text)),
    completions: [
      { score: 1, completion: said('model', preferred) },
      { score: 0, completion: said('model', rejected) },
    ],
  };
};
