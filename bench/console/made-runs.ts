/** Runs of a ledger that nobody has dropped anything for: what the console has to show, as many and as hostile as they may come. */
import { resultPath, runPath, waitingPath, type RunName } from '../../core/ledger-layout';
import example from '../../schemas/examples/run.json';
import type { EventData, Run, StageResult } from '../../schemas/generated/types';
import type { Cloud } from '../../operations/cloud';

/** An object of the artifacts bucket: its name, and what it says. */
export type Stored = [path: string, value: object];

/** Of which day and number; the older, the smaller. */
export const madeKey = (pipeline: string, number: number): RunName => ({
  pipeline,
  run: `20261101-${number.toString(16).padStart(8, '0')}`,
});

const begun = Date.UTC(2026, 10, 1);
/** So many seconds after the run's number has begun, ISO 8601. */
const at = (number: number, seconds: number): string => new Date(begun + (number * 60 + seconds) * 1000).toISOString();

export function madeRecord(key: RunName, number: number): Run {
  const [landed] = example.trigger.objects;
  const objects = [{ ...landed!, name: `${key.pipeline}/batch-${number}/customers.csv`, timeCreated: at(number, 0) }];
  return { ...(example as unknown as Run), ...key, createdAt: at(number, 1), trigger: { ...example.trigger, objects } };
}

const ended = <Type extends keyof EventData>(
  stage: string,
  number: number,
  [from, to]: [number, number],
  type: Type,
  data: EventData[Type],
): StageResult => ({
  stage,
  status: 'succeeded',
  startedAt: at(number, from),
  finishedAt: at(number, to),
  output: { type, data: data as object },
});

/** One that has failed in its first stage. @param message why */
export function failedRun(pipeline: string, number: number, message = 'every row is invalid'): Stored[] {
  const key = madeKey(pipeline, number);
  const result = {
    stage: 'validate',
    status: 'failed',
    startedAt: at(number, 2),
    finishedAt: at(number, 4),
    error: { name: 'PermanentError', message, where: message, fix: message },
  };
  return [
    [runPath(key), madeRecord(key, number)],
    [resultPath(key, 'validate'), result],
  ];
}

/** One that has passed its gate. @param because what its candidate was found to be */
export function waitingRun(pipeline: string, number: number, because: string[] = []): Stored[] {
  const key = madeKey(pipeline, number);
  const results = [
    ended('validate', number, [2, 4], 'landfall.dataset.validated.v1', {
      ...key,
      sources: [{ source: 'customers', objects: [], rows: 200, quarantined: 3 }],
      rows: 200,
      quarantined: 3,
      reportUri: 'gs://a/v',
    }),
    ended('transform', number, [4, 8], 'landfall.dataset.versioned.v1', {
      ...key,
      version: '3f9a2c1b0d4e',
      train: 180,
      evaluation: 17,
      validation: 0,
      duplicates: 0,
      cardUri: 'gs://a/c',
    } as unknown as EventData['landfall.dataset.versioned.v1']),
  ];
  const waiting = { for: 'approval', champion: 'lora-8', since: at(number, 60), because };
  return [
    [runPath(key), madeRecord(key, number)],
    ...results.map((result): Stored => [resultPath(key, result.stage), result]),
    [waitingPath(key), waiting],
  ];
}

/** Writes them, a few at a time, as the owner of the project. */
export async function store({ storage, status }: Pick<Cloud, 'storage' | 'status'>, objects: Iterable<Stored>) {
  const bucket = storage.bucket(status.buckets.artifacts);
  const left = objects[Symbol.iterator]();
  const write = async (): Promise<void> => {
    for (let next = left.next(); !next.done; next = left.next())
      await bucket.file(next.value[0]).save(JSON.stringify(next.value[1]), { resumable: false });
  };
  await Promise.all(Array.from({ length: 32 }, write));
}
