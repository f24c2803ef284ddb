/** Runs as the stages before have left them. */
import { candidatesOf } from '../../../core/candidates';
import type { Configuration, Run, StageResult } from '../../../schemas/generated/types';
import type { MeasuredFunctions } from '../measured-functions';

export const pipelineName = 'email-summary';

/** As many as a pipeline may have, beside base and production. */
export const candidateCount = 10;

export const named = ({ pipeline, run }: Run) => ({ pipeline, run });
export const placeOf = ({ cloud: { status } }: MeasuredFunctions) =>
  `projects/${status.project}/locations/${status.region}`;

export function runOf({ cloud }: MeasuredFunctions, index: number, configuration: Configuration): Run {
  const run = `20261123-${index.toString(16).padStart(8, '0')}`;
  const trigger = { bucket: cloud.status.buckets.landing, objects: [] };
  return {
    run,
    pipeline: pipelineName,
    createdAt: '2026-11-23T10:00:00Z',
    trigger,
    configuration,
    codeVersion: 'bench',
  } as unknown as Run;
}

let made = 0xf0000000;
export async function makeRun(
  functions: MeasuredFunctions,
  change: (configuration: Configuration) => void = () => {},
): Promise<Run> {
  const configuration = (await functions.ledger.findConfiguration(pipelineName)) as Configuration;
  const [first] = candidatesOf(configuration);
  configuration.candidates = Array.from({ length: candidateCount }, (_, index) => ({
    ...first!,
    id: `candidate-${index}`,
  }));
  change(configuration);
  return functions.ledger.createRun(runOf(functions, made++, configuration));
}

export const tunedOf = (functions: MeasuredFunctions) =>
  Array.from({ length: candidateCount }, (_, index) => ({
    id: `candidate-${index}`,
    base: 'gemini-3.5-flash-lite',
    job: `${placeOf(functions)}/tuningJobs/${100 + index}`,
    state: 'succeeded' as const,
    model: `${placeOf(functions)}/models/${200 + index}@1`,
    endpoint: `${placeOf(functions)}/endpoints/${300 + index}`,
    checkpointEndpoints: [] as string[],
  }));

export function versionOf({ ledger }: MeasuredFunctions, run: Run) {
  const folder = ledger.artifactUri(`datasets/${pipelineName}/${run.run}`);
  return {
    ...named(run),
    version: run.run.replace('-', '').slice(-12),
    trainUri: `${folder}/train.jsonl`,
    evaluationUri: `${folder}/evaluation.jsonl`,
    cardUri: `${folder}/dataset.json`,
    reportUri: ledger.uri(run, 'transform/report.json'),
  };
}

export const succeeded = (stage: string, type: string, data: object): StageResult =>
  ({
    stage,
    status: 'succeeded',
    startedAt: '2026-11-23T10:00:00Z',
    finishedAt: '2026-11-23T10:00:01Z',
    output: { type, data },
  }) as unknown as StageResult;
