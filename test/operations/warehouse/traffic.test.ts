import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Cloud } from '../../../operations/cloud';
import { readTraffic } from '../../../operations/warehouse/traffic';
import { project } from '../../local/bigquery/harness';
import { moment, openHistory, pipeline, type History } from '../../sql/history';

let history: History;
let cloud: Cloud;
let answers = 0;
const answer = (at: number, row: object) =>
  history.answer({
    id: `a-${(answers += 1)}`,
    made_at: moment(at),
    pipeline,
    run: '20261201-aaaaaaaa',
    model: 'm',
    endpoint: 'e',
    prompt_digest: 'd',
    input: '{}',
    text: 'a jar',
    finish_reason: 'STOP',
    input_tokens: 10,
    output_tokens: 2,
    latency_ms: 400,
    outcome: 'answered',
    ...row,
  });

beforeAll(async () => {
  history = await openHistory();
  cloud = {
    status: { project },
    now: () => Date.parse(moment(3 * 3600 + 60)),
    bigquery: async () => history.local.client,
  } as unknown as Cloud;
  for (let place = 1; place <= 20; place++) await answer(60 + place, { latency_ms: place * 100 });
  await answer(7200, { outcome: 'failed', text: null, latency_ms: 30_000 });
  await answer(7260, { outcome: 'blocked', text: null });
  await answer(7300, { outcome: 'rejected', text: null });
  await answer(7310, { shadow: true });
  await answer(7320, { pipeline: 'tickets' });
  await answer(-2 * 86_400, {});
});
afterAll(() => history.local.close());

test('answers are counted by the hour, with how long half and 95 of 100 have waited, and an hour without one is missing', async () => {
  expect(await readTraffic(cloud, pipeline, 1)).toEqual([
    expect.objectContaining({ at: Date.parse(moment(0)), answers: 20, failed: 0, unanswered: 0, inputTokens: 200 }),
    {
      at: Date.parse(moment(7200)),
      answers: 2,
      failed: 1,
      unanswered: 1,
      inputTokens: 20,
      outputTokens: 4,
      p50: 400,
      p95: 400,
    },
  ]);
  const { p50, p95 } = (await readTraffic(cloud, pipeline, 1))[0]!;
  expect(p50).toBeGreaterThanOrEqual(900);
  expect(p50).toBeLessThanOrEqual(1100);
  expect(p95).toBeGreaterThanOrEqual(1800);
  expect(p95).toBeLessThanOrEqual(2000);
});

test('days before those that are asked for are not read', async () => {
  expect((await readTraffic(cloud, pipeline, 7)).map(({ at }) => at)).toEqual(
    [-2 * 86_400, 0, 7200].map((seconds) => Date.parse(moment(seconds))),
  );
});
