import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Cloud } from '../../../operations/cloud';
import { readHistory } from '../../../operations/warehouse/history';
import { historyLines } from '../../../cli/render/history-lines';
import { rollbackPath, runPath, spendingPath } from '../../../core/ledger-layout';
import { project } from '../../local/bigquery/harness';
import { moment, openHistory, pipeline, type History } from '../../sql/history';
import { plain } from '../../cli/reports';
import { comparisons, record } from '../../cli/runs';
import { startStoredCloud, type StoredCloud } from '../../cli/stored-cloud';

const [good, worse, failed] = ['20261201-aaaaaaaa', '20261201-bbbbbbbb', '20261201-cccccccc'];
let history: History;
let stored: StoredCloud;
let cloud: Cloud;

beforeAll(async () => {
  [history, stored] = await Promise.all([openHistory(), startStoredCloud()]);
  cloud = {
    ...stored.cloud,
    now: () => Date.parse(moment(9000)),
    status: { ...stored.cloud.status, project },
    bigquery: async () => history.local.client,
  };
  const { say, land } = history;
  for (const [place, run] of [good, worse].entries()) {
    const from = place * 1000;
    const name = { pipeline, run };
    const uri = `gs://landing/${pipeline}/batch-${place}/emails.jsonl`;
    await land(`${pipeline}/batch-${place}/emails.jsonl`, '1', from);
    const sources = [{ source: 'emails', objects: [{ uri, generation: '1' }], rows: 1, quarantined: 0 }] as never;
    await say('validate', 'landfall.dataset.validated.v1', from + 10, { ...name, sources });
    await say('evaluate', 'landfall.model.evaluated.v1', from + 20, { ...name, metrics: {}, comparisons });
    await say('deploy', 'landfall.endpoint.deployed.v1', from + 30, { ...name, champion: 'lora-16', endpoint: 'e' });
    await stored.put(runPath(name), { ...record, ...name });
  }
  const error = { name: 'PermanentError', message: 'no row is valid' };
  await say('validate', 'landfall.stage.failed.v1', 3000, { pipeline, run: failed, stage: 'validate', error });
  await stored.put(rollbackPath({ pipeline, run: worse }), {
    by: 'ana',
    at: moment(2000),
    to: { run: good, candidate: 'lora-16' },
  });
  const entry = { run: good, purpose: 'tuning', committed: 2, spent: 1.5, currency: 'USD', at: moment(5), draws: {} };
  await stored.put(spendingPath(pipeline, '2026-12'), {
    pipeline,
    month: '2026-12',
    currency: 'USD',
    entries: { e: entry },
  });
});
afterAll(() => Promise.all([history.local.close(), stored.stop()]));

test('a run has its trigger, stage times, cost, verdict, and when it was in production, rollbacks known', async () => {
  const runs = await readHistory(cloud, pipeline, moment(-1000));
  expect(runs).toEqual([
    {
      run: good,
      status: 'deployed',
      batch: 'batch-0',
      begunAt: moment(0),
      endedAt: moment(30),
      stages: ['validate', 'evaluate', 'deploy'].map((stage) => ({ stage, outcome: 'succeeded', seconds: 10 })),
      cost: { committed: 2, spent: 1.5 },
      champion: 'lora-16',
      verdict: expect.stringMatching(/^lora-16 /),
      production: [{ since: moment(30), until: moment(1030) }, { since: moment(2000) }],
    },
    expect.objectContaining({ run: worse, production: [{ since: moment(1030), until: moment(2000) }] }),
    {
      run: failed,
      status: 'failed',
      endedAt: moment(3000),
      stages: [{ stage: 'validate', outcome: 'failed' }],
      reason: 'validate: no row is valid',
      production: [],
    },
  ]);
  const [, first, , last] = historyLines(runs).map((line) => plain(line).split('\t'));
  expect(first).toEqual([
    '2026-12-01 00:00',
    good,
    'batch-0',
    'deployed',
    '30.0 s',
    '$1.50',
    '2026-12-01 to 2026-12-01, 2026-12-01 to now',
    expect.stringMatching(/^validate 10.0 s, evaluate 10.0 s, deploy 10.0 s · lora-16 /),
  ]);
  expect(last).toEqual(['–', failed, '–', 'failed', '–', '–', '–', 'validate · validate: no row is valid']);
});

test('runs that have said nothing since are left out', async () => {
  expect((await readHistory(cloud, pipeline, moment(2500))).map(({ run }) => run)).toEqual([failed]);
});
