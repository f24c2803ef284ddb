import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import flash from '../../catalog/gemini-3.5-flash-lite.json';
import type { Configuration, PipelineSpec, ValidationReport } from '../../schemas/generated/types';
import { openTransformer, type Transformer } from './transformer';

type Object = Awaited<ReturnType<Transformer['stage']>>;

interface Row {
  id: string;
  body: string;
  answer: string;
}

const rowSchema = {
  type: 'object',
  properties: { id: { type: 'string' }, body: { type: 'string' }, answer: { type: 'string' } },
};

const things = ['kettle', 'lamp', 'chair', 'table', 'mirror', 'carpet', 'clock', 'shelf', 'curtain', 'vase'];
const matters = ['is broken', 'came late', 'has the wrong colour', 'is too small', 'was never sent', 'has a scratch'];
const places = ['Riga', 'Porto', 'Malmo', 'Gent', 'Turin', 'Lodz', 'Cork'];

/** Each asks for another thing, matter and place, and the answer says which. */
const good: Row[] = Array.from({ length: 120 }, (_, n) => {
  const [thing, matter, place] = [things[n % 10]!, matters[Math.floor(n / 7) % 6]!, places[Math.floor(n / 3) % 7]!];
  const body = `Hello from ${place}, the ${thing} of order ${7000 + 13 * n} ${matter}, what do you advise?`;
  return { id: `m${String(n).padStart(3, '0')}`, body, answer: `${thing} of order ${7000 + 13 * n} ${matter}` };
});
const wronglyJoined = good.map((row, n) => ({ ...row, answer: good[(n + 47) % good.length]!.answer }));
const copied = Array.from({ length: 40 }, (_, copy) =>
  good
    .slice(0, 40)
    .map((row) => ({ ...row, id: `${row.id}-${copy}`, body: `${row.body.toUpperCase()}${' '.repeat(copy)}` })),
).flat();

let transformer: Transformer;
const objects = new Map<Row[], Object>();

beforeAll(async () => {
  transformer = await openTransformer();
});

afterAll(() => transformer?.close());

let runs = 0;

async function run(rows: Row[], probe: PipelineSpec['tuning']['probe'], name: string) {
  const object = objects.get(rows) ?? (await transformer.stage('rows', rows, rowSchema));
  objects.set(rows, object);
  const outcome = await transformer.transform(
    `20261129-${String((runs += 1)).padStart(8, '0')}`,
    { rows: [object] },
    (configuration) => {
      Object.assign(configuration, {
        prompt: { system: 'Say what it is about.', user: '{{body}}' },
        rowSchemas: { rows: rowSchema },
        trainingSql: 'SELECT id AS key, _origin, body, answer AS target FROM rows',
        baseModels: { [flash.id]: flash },
      } satisfies Partial<Configuration>);
      const { pipeline } = configuration;
      pipeline.name = name;
      pipeline.tuning.probe = probe;
      pipeline.training.split = { salt: 'v1', evaluationShare: 0.2, validationShare: 0 };
      pipeline.validation.checks.exactDuplicates = { level: 'warn', threshold: 1 };
    },
  );
  const uri = `gs://files/runs/${outcome.run.pipeline}/${outcome.run.run}/transform/report.json`;
  const report = JSON.parse((await transformer.objects.read(uri))!.text) as ValidationReport;
  return { ...outcome, probe: report.checks.find((check) => check.name === 'probe') };
}

describe('the probe of a version', () => {
  test('passes examples whose targets go with their prompts, and comes to the same whichever run asks', async () => {
    const { result, probe } = await run(good, 'fail', 'good');
    expect(result?.status).toBe('succeeded');
    expect(probe).toMatchObject({ outcome: 'passed', level: 'fail', measured: 0, rows: [], details: { copies: 1 } });
    expect(probe!.reason).toMatch(
      /^targets go with their own prompts: they share words, .* \(of datasets .* 2 in 100 /,
    );
    const { probe: again } = await run(good, 'warn', 'good');
    expect(again).toEqual({ ...probe, level: 'warn' });
  });

  test('only says so where it is to warn, says nothing where it is off, and ends the run where it is to fail', async () => {
    const warned = await run(wronglyJoined, 'warn', 'joined');
    expect([warned.result?.status, warned.probe?.outcome]).toEqual(['succeeded', 'warned']);
    const silent = await run(wronglyJoined, 'off', 'joined');
    expect([silent.result?.status, silent.probe]).toEqual(['succeeded', undefined]);
    const { result, probe } = await run(wronglyJoined, 'fail', 'joined');
    expect(result).toMatchObject({ status: 'failed', error: { name: 'PermanentError' } });
    expect(result!.error!.message).toMatch(/^probe: of \d+ % of \d+ examples the prompt fits the target of another/);
    expect(probe!.rows).toHaveLength(3);
    expect(probe!.rows[0]!.what).toMatch(/^prompt ".*" with target ".*"$/);
  });

  test('does not end a run of long letters, whose answers are told by what is in their middle', async () => {
    const around =
      'With regard to the general terms of our company, which are printed overleaf, we beg to say: '.repeat(5);
    const letters = good.map(({ id, body, answer }) => ({ id, body: `${around}${body}${around}`, answer }));
    const { result, probe } = await run(letters, 'fail', 'letters');
    expect(probe).toMatchObject({ outcome: 'passed', measured: null, details: { copies: 1 } });
    expect(probe!.reason).toMatch(/^too long to tell: /);
    expect(result?.status).toBe('succeeded');
  });

  test('ends a run of copies in another case and with other white space, before there is a version', async () => {
    const { result } = await run(copied, 'fail', 'copied');
    expect(result?.error?.message).toMatch(/^probe: each example is there \d\d\.\d times on average/);
  });
});
