import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { moment, openHistory, pipeline, type History } from './history';

const [first, second, broken, running] = [
  '20261201-aaaaaaaa',
  '20261201-bbbbbbbb',
  '20261201-cccccccc',
  '20261201-dddddddd',
];
const object = `${pipeline}/monday/emails.jsonl`;
const model = 'projects/p/locations/us/models/1@1';
const endpoint = 'projects/p/locations/us/endpoints/1';

let history: History;

/** A run up to the end of its evaluation, ten seconds a stage; every message comes twice. */
async function train(run: string, from: number, generation: string): Promise<void> {
  const name = { pipeline, run };
  const read = { uri: `gs://landing/${object}`, generation, rows: 90, quarantined: 10 };
  await history.land(object, generation, from);
  const sources = [{ source: 'emails', objects: [read], rows: 90, quarantined: 10 }] as never;
  await history.say('validate', 'landfall.dataset.validated.v1', from + 10, { ...name, sources }, 2);
  await history.say(
    'transform',
    'landfall.dataset.versioned.v1',
    from + 20,
    { ...name, version: 'c000bd7b4164', train: 80 },
    2,
  );
  const jobs = [{ candidate: 'lora', base: 'gemini', job: 'j', committed: 2 }];
  await history.say('tune', 'landfall.tuning.started.v1', from + 30, { ...name, jobs }, 2);
  const tuned = { id: 'lora', base: 'gemini', job: 'j', state: 'succeeded' as const, model, endpoint, spent: 1.5 };
  await history.say('watch', 'landfall.tuning.finished.v1', from + 60, { ...name, candidates: [tuned] }, 2);
  await history.say('evaluate', 'landfall.evaluation.sharded.v1', from + 65, { ...name, first: 0, parts: 9 });
  await history.say('evaluate', 'landfall.model.evaluated.v1', from + 80, { ...name, candidates: [tuned] }, 2);
}

const deployed = (run: string) => ({ pipeline, run, champion: 'lora', endpoint });
const answer = (id: string, change: object) => ({
  id,
  made_at: moment(500),
  pipeline,
  run: first,
  model,
  endpoint,
  prompt_digest: 'd',
  input: '{}',
  finish_reason: 'STOP',
  input_tokens: 7,
  output_tokens: 3,
  latency_ms: 100,
  outcome: 'answered',
  ...change,
});

beforeAll(async () => {
  history = await openHistory();
  await train(first, 0, '11');
  await history.say('deploy', 'landfall.endpoint.deployed.v1', 90, deployed(first), 2);
  await train(second, 1000, '12');
  const verdict = { run: second, step: 0, decision: 'rollback' as const, reason: 'worse', at: moment(1080) };
  await history.say('deploy', 'landfall.endpoint.deployed.v1', 1090, { ...deployed(second), canary: [verdict] });
  const error = { name: 'PermanentError', message: 'no row is valid' };
  await history.say('validate', 'landfall.stage.failed.v1', 2000, { pipeline, run: broken, stage: 'validate', error });
  await train(running, 3000, '13');
  await history.answer(answer('a', {}));
  await history.answer(answer('a', {}));
  await history.answer(answer('b', { outcome: 'failed', made_at: moment(600) }));
  await history.answer(answer('c', { made_at: moment(90_000) }));
  // Unseen, and of whom nobody waited for.
  await history.answer(answer('d', { shadow: true, outcome: 'failed', endpoint: 'shadow' }));
  await history.answer(answer('e', { outcome: 'cancelled', endpoint: 'shadow' }));
});
afterAll(() => history.local.close());

describe('runs', () => {
  test('are told once each, with what triggered them, what became of them, and how long their model was in production', async () => {
    const rows = await history.rows('SELECT * FROM landfall.runs ORDER BY run');
    expect(rows).toEqual([
      expect.objectContaining({
        run: first,
        status: 'deployed',
        batch: 'monday',
        begun_at: moment(0),
        ended_at: moment(90),
        count_rows: 90,
        count_quarantined: 10,
        version: 'c000bd7b4164',
        count_train: 80,
        champion: 'lora',
        endpoint,
        reason: null,
        deployed_at: moment(90),
        superseded_at: moment(1090),
      }),
      expect.objectContaining({ run: second, status: 'deployed', begun_at: moment(1000), superseded_at: null }),
      expect.objectContaining({ run: broken, status: 'failed', begun_at: null, reason: 'validate: no row is valid' }),
      expect.objectContaining({ run: running, status: 'running', ended_at: null, last_said_at: moment(3080) }),
    ]);
  });
});

describe('stage_times', () => {
  test('go from end to end, the first from the landing; tuning ends with its last job', async () => {
    const rows = await history.rows(
      `SELECT stage, outcome, seconds FROM landfall.stage_times WHERE run = '${first}' ORDER BY ended_at`,
    );
    expect(rows).toEqual(
      [
        ['validate', 10],
        ['transform', 10],
        ['tune', 40],
        ['evaluate', 20],
        ['deploy', 10],
      ].map(([stage, seconds]) => ({
        stage,
        outcome: 'succeeded',
        seconds,
      })),
    );
  });

  test('are unknown, and not zero, where nobody knows when the run began', async () => {
    const rows = await history.rows(`SELECT outcome, seconds, error FROM landfall.stage_times WHERE run = '${broken}'`);
    expect(rows).toEqual([{ outcome: 'failed', seconds: null, error: 'no row is valid' }]);
  });
});

test('costs are those of each tuning job', async () => {
  const rows = await history.rows(
    `SELECT candidate, committed_usd, spent_usd FROM landfall.costs WHERE run = '${first}'`,
  );
  expect(rows).toEqual([{ candidate: 'lora', committed_usd: 2, spent_usd: 1.5 }]);
});

test('answers are counted once each, by day, run and endpoint', async () => {
  const rows = await history.rows(
    'SELECT day, run, count_answers, count_failed FROM landfall.answers WHERE endpoint != "shadow" ORDER BY day',
  );
  expect(rows).toEqual([
    { day: '2026-12-01', run: first, count_answers: 2, count_failed: 1 },
    { day: '2026-12-02', run: first, count_answers: 1, count_failed: 0 },
  ]);
});

test('genealogy leads from the landed object to the endpoint, a step a row', async () => {
  const rows = await history.rows(
    `SELECT parent, child FROM landfall.genealogy WHERE run = '${first}' ORDER BY at, parent_kind DESC`,
  );
  expect(rows).toEqual(
    expect.arrayContaining([
      { parent: `gs://landing/${object}#11`, child: first },
      { parent: first, child: `${pipeline}@c000bd7b4164` },
      { parent: `${pipeline}@c000bd7b4164`, child: `${first}/lora` },
      { parent: `${first}/lora`, child: model },
      { parent: model, child: endpoint },
    ]),
  );
  expect(rows).toHaveLength(5);
});

test('signals count, a minute a row, what alerts are judged by', async () => {
  const rows = await history.rows(
    'SELECT measure, subject, at, total, bad FROM landfall.signals ORDER BY measure, at, subject',
  );
  const signal = (measure: string, subject: string, at: number, total: number, bad: number) => ({
    measure,
    subject,
    at: moment(at),
    total,
    bad,
  });
  expect(rows).toEqual([
    signal('canaries', pipeline, 1080, 1, 1),
    signal('failed-answers', pipeline, 480, 1, 0),
    signal('failed-answers', pipeline, 600, 1, 1),
    signal('failed-answers', pipeline, 90_000, 1, 0),
    signal('failed-runs', pipeline, 60, 1, 0),
    signal('failed-runs', pipeline, 1080, 1, 0),
    signal('failed-runs', pipeline, 1980, 1, 1),
    signal('silent-runs', running, 3060, 1, 1),
    signal('slow-answers', pipeline, 480, 1, 0),
    signal('slow-answers', pipeline, 600, 1, 0),
    signal('slow-answers', pipeline, 90_000, 1, 0),
    signal('unanswered', pipeline, 480, 1, 0),
    signal('unanswered', pipeline, 600, 1, 0),
    signal('unanswered', pipeline, 90_000, 1, 0),
  ]);
});

test('freshness tells how old data, production and answers are', async () => {
  expect(await history.rows('SELECT * FROM landfall.freshness')).toEqual([
    {
      pipeline,
      last_landed_at: moment(3000),
      last_ended_at: moment(2000),
      last_deployed_at: moment(1090),
      deployed_data_landed_at: moment(1000),
      last_answer_at: moment(90_000),
    },
  ]);
});
