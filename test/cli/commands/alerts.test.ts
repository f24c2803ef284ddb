import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Cloud } from '../../../operations/cloud';
import { alertLines } from '../../../cli/commands/alerts';
import { readAlerts } from '../../../operations/warehouse/alerts';
import { alertConditions } from '../../../core/alerts/conditions';
import { project } from '../../local/bigquery/harness';
import { moment, openHistory, pipeline, type History } from '../../sql/history';

let history: History;
const at = (seconds: number): Cloud =>
  ({
    status: { project },
    now: () => Date.parse(moment(seconds)),
    bigquery: async () => history.local.client,
  }) as unknown as Cloud;

beforeAll(async () => {
  history = await openHistory();
  const error = { name: 'PermanentError', message: 'no row is valid' };
  const run = '20261201-aaaaaaaa';
  await history.say('validate', 'landfall.stage.failed.v1', 3000, { pipeline, run, stage: 'validate', error });
});
afterAll(() => history.local.close());

test('what is raised comes first, with what shows the cause; the rest is unknown, and not quiet', async () => {
  const found = await readAlerts(at(3300));
  expect(alertLines(found).map((line) => line.split('\t'))[1]).toEqual([
    'run-failed',
    pipeline,
    expect.stringContaining('raised (ticket)'),
    '1 of 1 in 1 h',
    `npx landfall runs --pipeline ${pipeline}`,
  ]);
  expect(found.slice(1).map(({ state }) => state)).toEqual(alertConditions.slice(1).map(() => 'unknown'));
});

test('an hour later nothing is raised any more', async () => {
  expect((await readAlerts(at(3000 + 3661))).map(({ state }) => state)).not.toContain('raised');
});
