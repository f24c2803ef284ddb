/** One run as large as one may become: what each of its views has to show. The same on every day. */
import { progressPath, reportPath, type RunName } from '../../core/ledger-layout';
import { createLog } from '../../local/log';
import type { Cloud } from '../../operations/cloud';
import report from '../../schemas/examples/report.json';
import example from '../../schemas/examples/run.json';
import { madeRecord, store, waitingRun } from './made-runs';

export interface Sizes {
  runs: number;
  entries: number;
  candidates: number;
  points: number;
  examples: number;
  /** Answers to each example. */
  answers: number;
  quarantined: number;
}

const candidateIds = (count: number): string[] => Array.from({ length: count }, (_, at) => `candidate-${at}`);
const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

/** What its functions have said, as the log of a local cloud that starts in this folder keeps it. */
export function logRun({ run, pipeline }: RunName, folder: string, entries: number): void {
  const log = createLog(folder);
  const begun = Date.now() - 1000 * entries;
  for (const at of range(entries))
    log.write({
      stage: at % 3 === 0 ? 'validate' : 'tune',
      run,
      pipeline,
      severity: at % 100 === 0 ? 'WARNING' : 'INFO',
      time: new Date(begun + 1000 * at).toISOString(),
      message: `entry ${at} of a run that has much to say`,
    });
}

export async function storeLargeRun(cloud: Pick<Cloud, 'storage' | 'status'>, key: RunName, sizes: Sizes) {
  const ids = candidateIds(sizes.candidates);
  const { artifacts } = cloud.status.buckets;
  const number = parseInt(key.run.split('-')[1]!, 16);
  const base = { base: 'gemini-3.5-flash-lite', adapterSize: 8, epochs: 3, learningRateMultiplier: 1 };
  const [path, record] = madeRecord(key.pipeline, number);
  const { configuration } = record as typeof example;
  const tuning = { candidates: ids.map((id) => ({ id, ...base })) };
  const pipeline = { ...configuration.pipeline, tuning };
  const jobs = ids.map((id) => ({ candidate: id, base: base.base, job: `jobs/${id}` }));
  const ended = ids.map((id) => ({
    id,
    base: base.base,
    job: `jobs/${id}`,
    state: 'succeeded',
    endpoint: `endpoints/${id}`,
    checkpointEndpoints: [],
    seconds: 60,
  }));
  await store(cloud, [
    ...waitingRun(key.pipeline, number, {
      tune: { jobs },
      watch: { candidates: ended },
      evaluate: { examples: sizes.examples, reportUri: `gs://${artifacts}/${reportPath(key, 'evaluate')}` },
    }),
    [path, { ...record, configuration: { ...configuration, pipeline } }],
    [progressPath(key, 'tune'), progressOf(ids, sizes.points)],
    [reportPath(key, 'validate'), validationOf(`gs://${artifacts}/${quarantinePath(key)}`, sizes.quarantined)],
  ]);
  const bucket = cloud.storage.bucket(artifacts);
  await bucket.file(quarantinePath(key)).save(quarantineOf(sizes.quarantined), { resumable: false });
  await bucket.file(reportPath(key, 'evaluate')).save(evaluationOf(key, sizes), { resumable: false });
}

/** Of its only landed file that some rows were put aside of. */
export const { key: quarantinedObject } = report.objects[0]!;
const quarantinePath = ({ pipeline, run }: RunName): string => `quarantine/${pipeline}/${run}/emails.jsonl`;

const validationOf = (quarantineUri: string, quarantined: number) => ({
  ...report,
  objects: report.objects.map((object) => ({ ...object, quarantineUri, quarantined })),
});

const quarantineOf = (rows: number): string =>
  range(rows)
    .map((at) => JSON.stringify({ row: at + 1, line: at + 1, reasons: ['summary is missing'], raw: `{"id":"e${at}"}` }))
    .join('\n');

/** Losses that fall in waves. */
const progressOf = (candidates: string[], points: number) => ({
  at: new Date(0).toISOString(),
  jobs: candidates.map((candidate, which) => ({
    candidate,
    job: `jobs/${candidate}`,
    state: 'succeeded',
    createdAt: new Date(0).toISOString(),
    startedAt: new Date(0).toISOString(),
    steps: points,
    losses: {
      training: range(points).map((step) => ({ step, loss: 2 / (1 + step / 300) + Math.sin(step / 7 + which) / 20 })),
      validation: [],
    },
  })),
});

/** As evaluate writes it: an example a line. */
function evaluationOf(key: RunName, { examples, answers }: Sizes): string {
  const subjects = ['base', ...candidateIds(answers - 1)];
  const head = { ...key, dataset: '3f9a2c1b0d4e', subjects: subjects.map((name) => ({ name, model: name })) };
  const answer = (line: number, subject: string) => ({
    outcome: 'answered',
    text: `What ${subject} says to example ${line}. `.repeat(4),
    finishReason: 'STOP',
    scores: { rougeL: ((line * 7 + subject.length) % 100) / 100 },
    usage: { inputTokens: 14, outputTokens: 2 },
    latencyMs: 640,
  });
  const lines = range(examples).map((line) => {
    const said = Object.fromEntries(subjects.map((subject) => [subject, answer(line, subject)]));
    return `    ${JSON.stringify({ line, prompt: `Example ${line}`, target: `Target ${line}`, answers: said })}`;
  });
  return `${JSON.stringify(head, null, 2).replace(/\n\}$/, '')},\n  "predictions": [\n${lines.join(',\n')}\n  ]\n}\n`;
}
