import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { followRun } from '../../operations/runs/follow';
import { createLedger } from '../../operations/ledger/ledger';
import type { DatasetVersioned } from '../../schemas/generated/types';
import { eventually } from '../eventually';
import { local } from './shared-cloud';
import { query, untilVersioned } from './state';

let [older, newer]: DatasetVersioned[] = [];

/** The version that the run comes to. */
async function versionOf(run: string): Promise<DatasetVersioned> {
  const { versioned, error } = await untilVersioned(local.cloud, { pipeline: 'email-summary', run });
  if (!versioned) throw new Error(error!.message);
  return versioned;
}

function runOf(batch: string, isAnother: (run: string) => boolean = () => true): Promise<string> {
  const ledger = createLedger(local.cloud);
  return eventually(async () => {
    for (const key of await ledger.listRuns()) {
      const { record } = await ledger.openRun(key);
      if (isAnother(key.run) && record.trigger.objects[0]!.name.startsWith(`email-summary/${batch}/`)) return key.run;
    }
    return undefined;
  }, `a run of batch ${batch}`);
}

const landfall = async (...commandLine: string[]): Promise<string> => {
  const { exitCode, stdout, stderr } = await local.landfall(...commandLine);
  if (exitCode !== 0) throw new Error(`landfall ${commandLine.join(' ')} exited with ${exitCode}:\n${stderr}`);
  return stdout;
};
const json = async <T>(...commandLine: string[]): Promise<T> =>
  JSON.parse(await landfall(...commandLine, '--json')) as T;

/** The small sample, and then again with one email changed, one gone and one new: in the same batch, as any tool may. */
beforeAll(async () => {
  await landfall('drop', 'email-summary', ...local.files, '--batch', 'monday');
  older = await versionOf(await runOf('monday'));

  const [first, second, ...rest] = readFileSync(local.files[0], 'utf8').trimEnd().split('\n');
  const changed = first!.replace('"body":"', '"body":"Once more: ');
  const added = second!.replace(/"id":"[^"]*"/, '"id":"e0000"').replace('"body":"', '"body":"By the way, ');
  const bucket = local.cloud.storage.bucket(local.cloud.status.buckets.landing);
  await bucket.file('email-summary/monday/emails.jsonl').save([changed, ...rest, added].join('\n') + '\n');
  newer = await versionOf(await runOf('monday', (run) => run !== older!.run));
});

describe('landfall run', () => {
  test('shows what was read, what was put aside and why, and every check', async () => {
    const { stdout } = await local.landfall('run', older!.run);
    expect(stdout).toMatch(/Read {9}customers\.csv {3}CSV {5}\d+ rows/);
    expect(stdout).toMatch(/emails\.jsonl {4}JSONL {3}80 rows · 1 quarantined/);
    expect(stdout).toMatch(/Quarantine {3}1 row of emails\.jsonl\n +1 {2}summary is missing \(line 81\)\n +gs:\/\//);
    expect(stdout).toMatch(/Checks {7}[\s\S]*✔ minimumRows of emails +80 clean rows/);
    expect(stdout).toContain(`npx landfall dataset ${older!.version}`);
  });

  test('tells scripts the same', async () => {
    const { stdout } = await local.landfall('run', older!.run, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      quarantined: 1,
      dataset: { version: older!.version, leftOut: expect.any(Object) },
      checks: expect.arrayContaining([
        expect.objectContaining({
          stage: 'validate',
          name: 'minimumRows',
          subject: 'emails',
          outcome: 'passed',
          measured: 80,
        }),
      ]),
    });
  });
});

test('a run that failed shows what was found all the same', async () => {
  const emails = readFileSync(local.files[0], 'utf8').trimEnd().split('\n');
  const broken = emails.map((line, i) => (i % 2 === 0 ? line : line.replace('"summary"', '"sumary"')));
  const bucket = local.cloud.storage.bucket(local.cloud.status.buckets.landing);
  await bucket.file('email-summary/tuesday/customers.csv').save(readFileSync(local.files[1]));
  await bucket.file('email-summary/tuesday/emails.jsonl').save(broken.join('\n'));
  const run = await runOf('tuesday');
  const view = await followRun(local.cloud, { pipeline: 'email-summary', run });
  expect(view.error?.stage).toBe('validate');
  const { exitCode, stdout } = await local.landfall('run', run);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(
    /Quarantine {3}41 rows of emails\.jsonl\n +41 {2}summary is missing \(lines 2, 4, 6, 8, 10 …\)/,
  );
  expect(stdout).toMatch(/Checks {7}✖ invalidRows of emails/);
  expect(stdout).toMatch(/✖ 41 of 81 rows are invalid|✖ .*41 of 81 rows/);
});

describe('landfall explain', () => {
  test('lists the statements of a run with what each read and costs', async () => {
    const stdout = await landfall('explain', older!.run);
    expect(stdout).toMatch(/\nload-emails\tload\t80\t.*\tfree\n/);
    expect(stdout).toMatch(/\nsplit\tquery\t.* [KM]B\t.*\t\$0\.000\d+\n/);
    expect(stdout).toMatch(/\nexport-train\texport\t\d+\t/);
    expect(stdout).toMatch(/\nall\t\d+ jobs\t/);
    expect(stdout).toContain('$6.25 per TiB');
  });

  test('says whose load it is when a file was loaded for an earlier run', async () => {
    expect(await landfall('explain', newer!.run)).toMatch(
      new RegExp(`\\nload-customers\t.*\tloaded by run ${older!.run}, and used again`),
    );
    const { jobs, total } = await json<{ jobs: { run: string }[]; total: { jobs: number; amount: number } }>(
      'explain',
      newer!.run,
    );
    expect(jobs.filter(({ run }) => run === older!.run)).toMatchObject([{ step: 'load-customers', kind: 'load' }]);
    expect(total.jobs).toBe(jobs.length - 1);
    expect(total.amount).toBeGreaterThan(0);
  });

  test('shows the SQL of one step, with its parameters and its plan', async () => {
    const { jobs } = await json<{ jobs: { kind: string; step: string; destination?: string }[] }>(
      'explain',
      older!.run,
    );
    const selecting = jobs.find(
      ({ kind, destination = '' }) => kind === 'query' && destination.includes(older!.run.replace('-', '_')),
    );
    const stdout = await landfall('explain', older!.run, '--step', selecting!.step);
    expect(stdout).toContain('INNER JOIN customers ON customers.customer_id = emails.customer_id');
    expect(stdout).toMatch(/@origin_0 = "gs:\/\/.*#\d+:"/);
    expect(stdout).toMatch(/\nS00: Input {3}reads \d+ · writes \d+\n {2}READ\n/);
  });

  test('names the step that was meant', async () => {
    const { exitCode, stderr } = await local.landfall('explain', older!.run, '--step', 'splti');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--step split')]);
  });
});

describe('landfall diff', () => {
  test('tells added, removed and changed examples, and that the settings are the same but for the content', async () => {
    const stdout = await landfall('diff', older!.version, newer!.run);
    expect(stdout).toMatch(/Added {8}1 example in the newer version only\n +e0000 {3}\w+\n +\+ "By the way, /);
    expect(stdout).toMatch(/Removed {6}1 example in the older version only/);
    expect(stdout).toMatch(/Prompt {7}1 example with another prompt\n.*\n +- "(?!Once)[\s\S]*\n +\+ "Once more: /);
    expect(stdout).toMatch(/Settings {5}≠ {2}content of emails/);
    expect(stdout).not.toContain('training.sql');
  });

  test('tells scripts the same', async () => {
    const { changes } = await json<{ changes: { change: string; count: number }[] }>(
      'diff',
      older!.version,
      newer!.version,
    );
    expect(changes.map(({ change, count }) => `${change} ${count}`)).toEqual(
      expect.arrayContaining(['added 1', 'removed 1', 'prompt 1']),
    );
  });

  test('names the version that was meant', async () => {
    const typed = `f${newer!.version.slice(1)}`;
    const { exitCode, stderr } = await local.landfall('diff', older!.version, typed);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`the most similar is ${newer!.version}`)]);
  });
});

describe('landfall dataset', () => {
  test('lists the versions, the newest first', async () => {
    const rows = (await landfall('datasets')).trim().split('\n');
    expect(rows.map((row) => row.split('\t')[0])).toEqual(['version', newer!.version, older!.version]);
  });

  test('shows the card', async () => {
    const stdout = await landfall('dataset', older!.version.slice(0, 6));
    expect(stdout).toContain(`${older!.version} of email-summary, made by run ${older!.run}`);
    expect(stdout).toMatch(/Sources .*80 rows {3}emails\.jsonl/s);
  });

  test('shows one example by line or by key, the same, with the landed rows behind it', async () => {
    const [first] = (await createLedger(local.cloud).readText(older!.trainUri))!.split('\n');
    const byLine = await json<{ key: string; prompt: string; rows: object[] }>(
      'dataset',
      older!.version,
      '--line',
      'train:1',
    );
    expect(first).toContain(JSON.stringify(byLine.prompt));
    expect(byLine).toMatchObject({
      split: 'train',
      line: 1,
      rows: [{ values: { id: byLine.key } }, { line: expect.any(Number) }],
    });
    expect(await json('dataset', older!.version, '--key', byLine.key)).toEqual(byLine);
    const stdout = await landfall('dataset', older!.version, '--line', 'train:1');
    expect(stdout).toMatch(/Made of {6}gs:.*emails\.jsonl, row \d+[\s\S]*customers\.csv, row \d+, line \d+/);
  });

  test('says how many lines there are when one is asked for that is none', async () => {
    const { exitCode, stderr } = await local.landfall('dataset', older!.version, '--line', 'train:9999');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`train has ${older!.train} lines`)]);
  });
});

test('of a version whose table is gone the examples are still told, and what cannot be compared is said', async () => {
  const { table } = await json<{ table: string }>('dataset', older!.version);
  const before = await json('dataset', older!.version, '--line', 'train:2');
  await query(local.cloud, `DROP TABLE \`${table}\``);
  expect(await json('dataset', older!.version, '--line', 'train:2')).toEqual(before);
  const { exitCode, stderr } = await local.landfall('diff', older!.version, newer!.version);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`${older!.version} cannot be compared: its table is gone`);
});
