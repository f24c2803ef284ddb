/** What the pipeline itself takes of each candidate's time, in a local cloud of its own: the sample with one candidate and with twenty. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunSummary } from '../../operations/runs/summary';
import { createTestCloud, type TestCloud } from '../../test/end-to-end/test-cloud';
import type { Figure } from '../figure';

/** Seconds of each candidate's that are neither training nor waiting for it. */
const most = 2;
const many = 20;
const sample = 'email-summary';

export async function overheadFigures(): Promise<Figure[]> {
  const local = await createTestCloud();
  try {
    for (const count of [1, many]) writePipeline(local, count);
    await local.cloud.apply();
    const [one, twenty] = [await runWith(local, 1), await runWith(local, many)];
    const each = (twenty.overhead - one.overhead) / (many - 1);
    return [
      { name: 'run with 1 candidate', value: one.seconds, unit: 's' },
      { name: 'all but training, 1 candidate', value: one.overhead, unit: 's' },
      { name: `run with ${many} candidates`, value: twenty.seconds, unit: 's' },
      { name: `all but training, ${many} candidates`, value: twenty.overhead, unit: 's' },
      share('a candidate, of all but training', twenty.overhead / many),
      share('each candidate more', each),
    ];
  } finally {
    await local.close();
  }
}

const share = (name: string, value: number): Figure => ({
  name,
  value,
  unit: 's',
  ratio: value / most,
  against: `budget of ${most} s`,
});

const nameOf = (count: number) => `candidates-${count}`;

/** The small sample's pipeline, in which nothing but the number of candidates differs. */
function writePipeline({ pipelines }: TestCloud, count: number): void {
  const folder = join(pipelines, nameOf(count));
  cpSync(join(pipelines, sample), folder, { recursive: true });
  const file = join(folder, 'pipeline.yaml');
  const candidates = Array.from(
    { length: count },
    (_, at) => `    - { id: c-${at + 1}, base: gemini-3.5-flash-lite, adapterSize: 8, epochs: 1 }\n`,
  );
  const yaml = readFileSync(file, 'utf8')
    .replace(`name: ${sample}`, `name: ${nameOf(count)}`)
    .replace(/( +- \{ id: lora-.*\n)+/, candidates.join(''));
  writeFileSync(file, yaml);
}

/** The generation of the held-out answers counts as overhead: it is not told apart from what surrounds it. */
async function runWith(local: TestCloud, count: number) {
  const { files, cloud } = local;
  const dropped = await local.landfall('drop', nameOf(count), ...files, '--batch', 'bench', '--wait', '--json');
  const summary = JSON.parse(dropped.stdout.trim().split('\n').at(-1) ?? '{}') as RunSummary;
  const tuned = summary.candidates?.filter(({ state }) => state === 'succeeded') ?? [];
  if (tuned.length !== count) throw new Error(`${tuned.length} of ${count} candidates were tuned: ${dropped.stderr}`);
  const training = await secondsOfTraining(cloud, summary.run);
  return { seconds: summary.seconds, overhead: summary.seconds - training };
}

/** While at least one job of the run was running. */
async function secondsOfTraining(cloud: TestCloud['cloud'], run: string): Promise<number> {
  const { project, region } = cloud.status;
  const parent = `projects/${project}/locations/${region}`;
  const tuning = await cloud.tuning(region);
  const [jobs] = await tuning.listTuningJobs({ parent, filter: `labels.landfall-run="${run}"` });
  const spans = jobs.map(({ startTime, endTime }) => [milliseconds(startTime), milliseconds(endTime)] as const);
  let [busy, until] = [0, 0];
  for (const [start, end] of spans.toSorted(([a], [b]) => a - b)) {
    busy += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return busy / 1000;
}

const milliseconds = (at: { seconds?: unknown; nanos?: number | null } | null | undefined): number =>
  Number(at?.seconds) * 1000 + Number(at?.nanos) / 1e6;
