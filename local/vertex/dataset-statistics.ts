/** Checks a tuning dataset line by line and measures it with the model's own tokenizer. */
import { distributionOf } from './distribution';
import { VertexError } from './errors';
import { readLines } from './jsonl';
import type { Content, SupervisedTuningDataStats } from './resources';
import { InvalidExample, parseExample, type TrainingExample } from './training-example';

export interface DatasetMeasure {
  countTokens(text: string): number;
  maxTokensPerExample: number;
}

export type DatasetStatistics = Omit<SupervisedTuningDataStats, 'tuningStepCount'>;

const reportedProblems = 20;
const sampledExamples = 3;
const sampledIndices = 100;

/**
 * Reads the whole file once, keeping counts alone.
 * @throws VertexError INVALID_ARGUMENT that lists the first bad lines with their reasons, or says that there are no examples.
 */
export async function measureDataset(file: string, uri: string, measure: DatasetMeasure): Promise<DatasetStatistics> {
  const tally = { input: [] as number[], output: [] as number[], messages: [] as number[], characters: 0 };
  const examples: Content[] = [];
  const truncated: number[] = [];
  const problems: string[] = [];
  let invalid = 0;
  let read = 0;
  let truncatedCount = 0;

  for await (const { number, text } of readLines(file)) {
    read += 1;
    try {
      if (text === undefined) throw new InvalidExample('not UTF-8');
      const example = parseExample(text);
      const { input, output, characters } = measureExample(example, measure);
      tally.input.push(input);
      tally.output.push(output);
      tally.messages.push(example.turns.length);
      tally.characters += characters;
      if (input + output > measure.maxTokensPerExample && ++truncatedCount <= sampledIndices) truncated.push(read);
      if (examples.length < sampledExamples) examples.push({ role: 'user', parts: [{ text: example.turns[0]!.text }] });
    } catch (error) {
      if (!(error instanceof InvalidExample)) throw error;
      if (++invalid <= reportedProblems) problems.push(`line ${number}: ${error.message}`);
    }
  }
  if (invalid > 0) throw invalidDataset(uri, read, invalid, problems);
  if (read === 0) throw new VertexError('INVALID_ARGUMENT', `${uri} has no examples.`);

  const [inputs, outputs] = [distributionOf(tally.input), distributionOf(tally.output)];
  return {
    tuningDatasetExampleCount: String(read),
    totalTuningCharacterCount: String(tally.characters),
    totalBillableCharacterCount: String(tally.characters),
    totalBillableTokenCount: String(Number(inputs.sum) + Number(outputs.sum)),
    userInputTokenDistribution: inputs,
    userOutputTokenDistribution: outputs,
    userMessagePerExampleDistribution: distributionOf(tally.messages),
    userDatasetExamples: examples,
    totalTruncatedExampleCount: String(truncatedCount),
    truncatedExampleIndices: truncated.map(String),
    // An example that cannot be used fails the job with its line number: nothing is dropped in silence.
    droppedExampleReasons: [],
  };
}

function measureExample({ system = '', turns }: TrainingExample, { countTokens }: DatasetMeasure) {
  let [input, output, characters] = [system ? countTokens(system) : 0, 0, system.length];
  for (const { role, text } of turns) {
    if (role === 'model') output += countTokens(text);
    else input += countTokens(text);
    characters += text.length;
  }
  return { input, output, characters };
}

function invalidDataset(uri: string, read: number, invalid: number, problems: string[]): VertexError {
  const more = invalid > problems.length ? [`… and ${invalid - problems.length} more`] : [];
  const summary = `${uri}: ${invalid} of ${read} examples cannot be used for tuning.`;
  return new VertexError('INVALID_ARGUMENT', [summary, ...problems, ...more].join('\n'));
}

/** Vertex AI's limits on a validation dataset, by its and the training dataset's example counts. */
export function checkValidationSize(validation: number, training: number): void {
  if (validation > 5000) {
    throw new VertexError(
      'INVALID_ARGUMENT',
      `The validation dataset has ${validation} examples; at most 5000 are allowed.`,
    );
  }
  if (validation > 1000 && validation > 0.3 * training) {
    const reason = `The validation dataset has ${validation} examples; over 1000, at most 30 % of the ${training} training examples are allowed.`;
    throw new VertexError('INVALID_ARGUMENT', reason);
  }
}
