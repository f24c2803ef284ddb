import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMovedClock, day, stagingDays } from './forgetting';
import { openTransformer, type Outcome, type Transformer } from './transformer';
import { openValidator, type Validator } from './validator';

const rowSchema = {
  type: 'object',
  required: ['id', 'body', 'summary'],
  properties: { id: { type: 'string' }, body: { type: 'string' }, summary: { type: 'string' } },
};
const rows = Array.from({ length: 40 }, (_, n) => ({ id: `e${n}`, body: `Email ${n}`, summary: `Summary ${n}` }));

const moments: [string, number][] = [
  ['after the results of its jobs are gone', 2 * day],
  ['after the staging tables are gone too', stagingDays * day],
];

describe('the message of a transform that has died before its end was on record', () => {
  const clock = createMovedClock();
  let transformer: Transformer;
  let sources: Parameters<Transformer['transform']>[1];
  let first: Outcome;

  const deliver = () =>
    transformer.transform('20261123-00000001', sources, (configuration) => {
      const trainingSql = 'SELECT id AS key, _origin, body, summary AS target\nFROM emails';
      const prompt = { system: 'Be brief.', user: '{{body}}' };
      Object.assign(configuration, { prompt, rowSchemas: { emails: rowSchema }, trainingSql });
      configuration.pipeline.training.split = { salt: 'a', evaluationShare: 0.2, validationShare: 0 };
    });

  beforeAll(async () => {
    transformer = await openTransformer(clock);
    sources = { emails: [await transformer.stage('emails', rows, rowSchema)] };
    first = await deliver();
  });
  afterAll(() => transformer?.close());

  test.each(moments)('comes to the same version %s', async (_, later) => {
    const card = (await transformer.objects.read(first.data.cardUri))!.text;
    const train = await transformer.lines(first.data.trainUri);
    await transformer.objects.remove(first.data.cardUri);
    await transformer.objects.remove(`gs://files/runs/${first.run.pipeline}/${first.run.run}/transform/result.json`);
    clock.move(later);
    const again = await deliver();
    expect(again.result).toMatchObject({ status: 'succeeded' });
    expect(again.data).toEqual(first.data);
    expect(await transformer.lines(again.data.trainUri)).toEqual(train);
    expect({ ...again.card, createdAt: '' }).toEqual({ ...JSON.parse(card), createdAt: '' });
  });
});

describe('the message of a validate that has died before its end was on record', () => {
  const clock = createMovedClock();
  let validator: Validator;
  beforeAll(async () => {
    validator = await openValidator(clock);
    await validator.configure((configuration) => {
      configuration.pipeline.sources = { emails: configuration.pipeline.sources['emails']! };
      configuration.rowSchemas = { emails: rowSchema };
    });
  });
  afterAll(() => validator?.close());

  test.each(moments)('hands over the same rows %s', async (moment, later) => {
    const batch = `batch-${later}`;
    const file = rows.map((row) => JSON.stringify({ ...row, body: `${row.body} ${moment}` })).join('\n');
    const first = await validator.drop(batch, { 'emails.jsonl': file });
    expect(first.result).toMatchObject({ status: 'succeeded', output: { data: { rows: rows.length } } });
    const { pipeline, run } = first.result!.output!.data as { pipeline: string; run: string };
    await validator.objects.remove(`gs://artifacts/runs/${pipeline}/${run}/validate/result.json`);
    clock.move(later);
    const again = await validator.announce(`email-summary/${batch}/emails.jsonl`);
    expect(again.result?.output).toEqual(first.result?.output);
    const sources = (again.result!.output!.data as { sources: { objects: { table: string }[] }[] }).sources;
    const [found] = await validator.local.client.query(
      `SELECT COUNT(*) AS n FROM \`${sources[0]!.objects[0]!.table}\``,
    );
    expect(found).toEqual([{ n: rows.length }]);
  });
});
