/** Checks a tuning dataset line by line and measures it with the model's own tokenizer. */
import { distributionOf } from './distribution';
import { RpcError } from '../rpc/errors';
import { readLines } from './jsonl';
import type { Content, SupervisedTuningDataStats } from './resources';
import type { BaseModel } from './context';
import { InvalidExample, parseExample, type TrainingExample } from './training-example';

export interface DatasetMeasure {
  /** Tokens of one turn, with the marks around it. */
  countTurn: (turn: { role: 'system' | 'user' | 'model'; text: string }) => number;
  /** What lies beyond is cut off. */
  maxTokensPerExample: number;
}

type ValidationLimits = Pick<BaseModel, 'validationExamples' | 'validationShare' | 'validationShareFrom'>;

export type DatasetStatistics = Omit<SupervisedTuningDataStats, 'tuningStepCount'>;

const reportedProblems = 20;
export const sampledExamples = 3;
export const sampledIndices = 100;

/**
 * Reads the whole file once, line by line, and counts its examples.
 * @param take gets each example, and its number among them from 1; throws InvalidExample with the reason
 * @throws RpcError INVALID_ARGUMENT that lists the first bad lines with their reasons, or says that there are no examples.
 */
export async function eachExample(
  file: string,
  uri: string,
  take: (line: string, number: number) => void,
): Promise<number> {
  const invalid = { count: 0, problems: [] as string[] };
  let read = 0;
  for await (const { number, text } of readLines(file)) {
    read += 1;
    try {
      if (text === undefined) throw new InvalidExample('not UTF-8');
      take(text, read);
    } catch (error) {
      if (!(error instanceof InvalidExample)) throw error;
      if (++invalid.count <= reportedProblems) invalid.problems.push(`line ${number}: ${error.message}`);
    }
  }
  if (invalid.count > 0) throw invalidDataset(uri, read, invalid.count, invalid.problems);
  if (read === 0) throw new RpcError('INVALID_ARGUMENT', `${uri} has no examples.`);
  return read;
}

/**
 * Keeps counts alone.
 * @throws RpcError INVALID_ARGUMENT as eachExample, or where no prompt leaves room for an answer.
 */
export async function measureDataset(
  file: string,
  uri: string,
  measure: DatasetMeasure,
  parse: (line: string) => TrainingExample = parseExample,
): Promise<DatasetStatistics> {
  const tally = { input: [] as number[], output: [] as number[], messages: [] as number[], characters: 0 };
  const samples: Content[] = [];
  const tooLong = { count: 0, dropped: 0, indices: [] as string[], reasons: [] as string[] };

  const read = await eachExample(file, uri, (text, number) => {
    const example = parse(text);
    const { input, output, beforeAnswer, characters } = measureExample(example, measure);
    tally.input.push(input);
    tally.output.push(output);
    tally.messages.push(example.turns.length);
    tally.characters += characters;
    if (samples.length < sampledExamples) samples.push({ role: 'user', parts: [{ text: example.turns[0]!.text }] });
    if (input + output <= measure.maxTokensPerExample) return;
    // The mark of the model's turn is no answer yet.
    const isDropped = beforeAnswer + 1 >= measure.maxTokensPerExample;
    tooLong.count += 1;
    if (isDropped) tooLong.dropped += 1;
    if (tooLong.indices.push(String(number)) > sampledIndices) tooLong.indices.pop();
    else tooLong.reasons.push(tooLongReason(input + output, measure.maxTokensPerExample, isDropped));
  });
  if (tooLong.dropped === read) {
    const reason = `${uri}: every prompt alone is longer than the ${measure.maxTokensPerExample} tokens of an example.`;
    throw new RpcError('INVALID_ARGUMENT', reason);
  }

  const [inputs, outputs] = [distributionOf(tally.input), distributionOf(tally.output)];
  return {
    tuningDatasetExampleCount: String(read),
    totalTuningCharacterCount: String(tally.characters),
    totalBillableCharacterCount: String(tally.characters),
    totalBillableTokenCount: String(Number(inputs.sum) + Number(outputs.sum)),
    userInputTokenDistribution: inputs,
    userOutputTokenDistribution: outputs,
    userMessagePerExampleDistribution: distributionOf(tally.messages),
    userDatasetExamples: samples,
    totalTruncatedExampleCount: String(tooLong.count),
    truncatedExampleIndices: tooLong.indices,
    droppedExampleReasons: tooLong.reasons,
  };
}

/** `beforeAnswer` are the tokens before the first turn of the model: without room for one after them, nothing can be learnt. */
function measureExample({ system, turns }: TrainingExample, { countTurn }: DatasetMeasure) {
  let input = system === undefined ? 0 : countTurn({ role: 'system', text: system });
  let [output, characters] = [0, system?.length ?? 0];
  const beforeAnswer = input + countTurn(turns[0]!);
  for (const turn of turns) {
    if (turn.role === 'model') output += countTurn(turn);
    else input += countTurn(turn);
    characters += turn.text.length;
  }
  return { input, output, beforeAnswer, characters };
}

/** One for each sampled index, as SupervisedTuningDataStats asks. */
function tooLongReason(tokens: number, most: number, isDropped: boolean): string {
  const outcome = isDropped ? 'dropped, since its prompt leaves no room for an answer' : 'cut off at the end';
  return `${tokens} tokens are more than ${most}: ${outcome}.`;
}

function invalidDataset(uri: string, read: number, invalid: number, problems: string[]): RpcError {
  const more = invalid > problems.length ? [`… and ${invalid - problems.length} more`] : [];
  const summary = `${uri}: ${invalid} of ${read} examples cannot be used for tuning.`;
  return new RpcError('INVALID_ARGUMENT', [summary, ...problems, ...more].join('\n'));
}

/** Vertex AI's limits on a validation dataset, by its and the training dataset's example counts. */
export function checkValidationSize(
  validation: number,
  training: number,
  { validationExamples: most, validationShare: share, validationShareFrom: from }: ValidationLimits,
): void {
  const said = `The validation dataset has ${validation} examples;`;
  if (validation > most) throw new RpcError('INVALID_ARGUMENT', `${said} at most ${most} are allowed.`);
  if (validation <= from || validation <= share * training) return;
  const of = `at most ${Math.round(share * 100)} % of the ${training} training examples are allowed.`;
  throw new RpcError('INVALID_ARGUMENT', `${said} ${from > 0 ? `over ${from}, ` : ''}${of}`);
}
