/** Runs of a ledger that nobody has dropped anything for: what the console has to show, as many and as hostile as they may come. */
import { resultPath, runPath, waitingPath, type RunName } from '../../core/ledger-layout';
import type { Cloud } from '../../operations/cloud';
import validated from '../../schemas/events/examples/dataset.validated.v1.json';
import versioned from '../../schemas/events/examples/dataset.versioned.v1.json';
import evaluated from '../../schemas/events/examples/model.evaluated.v1.json';
import tuned from '../../schemas/events/examples/tuning.finished.v1.json';
import started from '../../schemas/events/examples/tuning.started.v1.json';
import example from '../../schemas/examples/run.json';

/** An object of the artifacts bucket: its name, and its JSON. */
export type Stored = [path: string, json: object];

export const madeKey = (pipeline: string, number: number): RunName => ({
  pipeline,
  run: `20261101-${number.toString(16).padStart(8, '0')}`,
});

/** So many seconds after the run of that number began, ISO 8601. */
const at = (number: number, seconds: number): string =>
  new Date(Date.UTC(2026, 10, 1) + (number * 60 + seconds) * 1000).toISOString();

/** What it depends on. */
export function madeRecord(pipeline: string, number: number): Stored {
  const key = madeKey(pipeline, number);
  const objects = example.trigger.objects.map((object) => ({ ...object, timeCreated: at(number, 0) }));
  return [runPath(key), { ...example, ...key, createdAt: at(number, 1), trigger: { ...example.trigger, objects } }];
}

/** @param message why its first stage has failed */
export function failedRun(pipeline: string, number: number, message = 'every row is invalid'): [Stored, Stored] {
  const error = { name: 'PermanentError', message, where: message, fix: message };
  const times = { startedAt: at(number, 2), finishedAt: at(number, 4) };
  const result = { stage: 'validate', status: 'failed', ...times, error };
  return [madeRecord(pipeline, number), [resultPath(madeKey(pipeline, number), 'validate'), result]];
}

/** One whose candidate has been evaluated, and waits for a person. @param change of what its stages have said */
export function waitingRun(
  pipeline: string,
  number: number,
  change: Partial<Record<'tune' | 'watch' | 'evaluate', object>> = {},
): Stored[] {
  const key = madeKey(pipeline, number);
  const said = {
    validate: ['dataset.validated', validated],
    transform: ['dataset.versioned', versioned],
    tune: ['tuning.started', { ...started, ...change.tune }],
    watch: ['tuning.finished', { ...tuned, ...change.watch }],
    evaluate: ['model.evaluated', { ...evaluated, ...change.evaluate }],
  } as const;
  const results = Object.entries(said).map(([stage, [type, data]], place): Stored => {
    const times = { startedAt: at(number, 2 + 2 * place), finishedAt: at(number, 4 + 2 * place) };
    const output = { type: `landfall.${type}.v1`, data: { ...data, ...key } };
    return [resultPath(key, stage), { stage, status: 'succeeded', ...times, output }];
  });
  return [madeRecord(pipeline, number), ...results, waitingFor(key, 'lora-8')];
}

/** That it waits for a person to decide on this candidate. */
export const waitingFor = (key: RunName, champion: string): Stored => [
  waitingPath(key),
  { for: 'approval', champion, since: at(0, 0), because: [] },
];

/** Writes them as the owner of the project, several at a time. */
export async function store({ storage, status }: Pick<Cloud, 'storage' | 'status'>, objects: Iterable<Stored>) {
  const bucket = storage.bucket(status.buckets.artifacts);
  const left = objects[Symbol.iterator]();
  const writeNext = async (): Promise<void> => {
    for (let next = left.next(); !next.done; next = left.next()) {
      const [path, json] = next.value;
      await bucket.file(path).save(JSON.stringify(json), { resumable: false });
    }
  };
  await Promise.all(Array.from({ length: 16 }, writeNext));
}
