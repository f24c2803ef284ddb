import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Check, Configuration, PipelineSpec, ValidationReport } from '../../schemas/generated/types';
import flash from '../../catalog/gemini-3.5-flash-lite.json';
import { openTransformer, type Transformer } from './transformer';

type Object = Awaited<ReturnType<Transformer['stage']>>;

interface Row {
  id: string;
  body: string;
  label: string;
}

const rowSchema = {
  type: 'object',
  properties: { id: { type: 'string' }, body: { type: 'string' }, label: { type: 'string' } },
};

/** English, each of other words than the next. */
const message = (n: number) =>
  `what is the thing${n} that you have with my card${n} and why was it item${n} of kind${n} when I had none${n}`;
const plain: Row[] = Array.from({ length: 60 }, (_, n) => ({
  id: `a${String(n).padStart(2, '0')}`,
  body: message(n),
  label: n % 6 ? 'lost' : 'stolen',
}));
const odd: Row[] = [
  { id: 'b-copy', body: message(1), label: 'lost' },
  { id: 'c-near', body: `${message(2)}!`, label: 'lost' },
  { id: 'd-unlike', body: message(3).toUpperCase(), label: 'stolen' },
  { id: 'e-german', body: 'ich habe die Karte nicht und weiß auch nicht wo sie ist', label: 'lost' },
  { id: 'f-long', body: message(80), label: 'a very long answer indeed, which nobody lets the model give' },
  { id: 'g-mail', body: `${message(81)}, write to anna@shop.example`, label: 'lost' },
  { id: 'h-phone', body: `${message(82)}, call +49 171 2345678`, label: 'lost' },
];

let transformer: Transformer;
let rows: Object;
let others: Object;

beforeAll(async () => {
  transformer = await openTransformer();
  rows = await transformer.stage('rows', [...plain, ...odd], rowSchema);
  const moved = plain.map((row) => ({ ...row, label: row.label === 'lost' ? 'stolen' : 'gone' }));
  others = await transformer.stage('rows', moved, rowSchema);
});

afterAll(() => transformer?.close());

type Change = (validation: PipelineSpec['validation'], pipeline: PipelineSpec) => void;

async function run(id: string, object: Object, name: string, change: Change = () => {}) {
  const outcome = await transformer.transform(
    `20261123-${id.padStart(8, '0')}`,
    { rows: [object] },
    (configuration) => {
      Object.assign(configuration, {
        prompt: { system: 'Name the intent.', user: '{{body}}', generation: { maxOutputTokens: 8 } },
        rowSchemas: { rows: rowSchema },
        trainingSql: 'SELECT id AS key, _origin, body, label AS target FROM rows',
        baseModels: { [flash.id]: flash },
      } satisfies Partial<Configuration>);
      configuration.pipeline.name = name;
      configuration.pipeline.training.split = { salt: 'v1', evaluationShare: 0.2, validationShare: 0 };
      change(configuration.pipeline.validation, configuration.pipeline);
    },
  );
  const uri = `gs://files/runs/${outcome.run.pipeline}/${outcome.run.run}/transform/report.json`;
  const report = JSON.parse((await transformer.objects.read(uri))!.text) as ValidationReport;
  const checkOf = (check: string) => report.checks.find((each) => each.name === check)!;
  return { ...outcome, report, checkOf };
}

const figures = ({ name, outcome, count, total }: Check) => [name, outcome, count, total];

describe('the checks of examples', () => {
  test('measure everything that the pipeline asks for', async () => {
    const { report, checkOf } = await run('1', rows, 'first');
    expect(report.checks.map(figures)).toEqual([
      ['unusedRows', 'passed', 0, 67],
      ['minimumExamples', 'warned', expect.any(Number), 67],
      ['exactDuplicates', 'warned', 1, 67],
      ['nearDuplicates', 'passed', 2, 66],
      ['conflictingTargets', 'warned', 2, 66],
      ['labelBalance', 'warned', 3, expect.any(Number)],
      ['targetLength', 'warned', 1, expect.any(Number)],
      ['languageMix', 'passed', 1, expect.any(Number)],
      ['distributionShift', 'passed', 0, 0],
      ['leakage', expect.any(String), expect.any(Number), expect.any(Number)],
      ['personalData', 'warned', 2, 67],
      ['trainingTokens', 'passed', expect.any(Number), expect.any(Number)],
      ['tokensPerExample', 'passed', 0, expect.any(Number)],
      ['trainingExamples', 'passed', expect.any(Number), expect.any(Number)],
      ['trainingBytes', 'passed', expect.any(Number), expect.any(Number)],
    ]);
    const origin = (row: number) => `${rows.uri}#${rows.generation}:${row}`;
    expect(checkOf('exactDuplicates').rows).toEqual([
      { where: 'b-copy', origin: origin(61), what: expect.stringMatching(/^prompt "what is .*…", target "lost"$/) },
    ]);
    expect(checkOf('nearDuplicates').rows).toMatchObject([
      { where: 'c-near', what: expect.stringMatching(/^prompt ".*" and ".*" of a02, 100 % alike$/) },
      { where: 'd-unlike', what: expect.stringMatching(/^prompt ".*" and ".*" of a03, 100 % alike$/) },
    ]);
    expect(checkOf('nearDuplicates').reason).toBe(
      '2 of 66 examples (3.03 %) are nearly the same as another, 1 of them with another target',
    );
    expect(checkOf('conflictingTargets').rows.map(({ where }) => where)).toEqual(['a03', 'd-unlike']);
    expect(checkOf('conflictingTargets').rows[0]!.what).toMatch(/with target "lost" and with "stolen"$/);
    expect(checkOf('languageMix').rows).toMatchObject([
      { where: 'e-german', what: expect.stringContaining('to be de') },
    ]);
    expect(checkOf('targetLength').rows).toMatchObject([
      { where: 'f-long', what: expect.stringContaining('15 tokens') },
    ]);
    expect(checkOf('personalData')).toMatchObject({
      details: { email: 1, phone: 1 },
      rows: [
        { where: 'g-mail', what: 'email a***@s***.example' },
        { where: 'h-phone', what: 'phone ***78' },
      ],
    });
    expect(checkOf('distributionShift').reason).toBe('there is no earlier version');
    expect(JSON.stringify(report)).not.toMatch(/anna@|2345678/);
  });

  test('judge a version that is there already by the rules of the run', async () => {
    const { result, report } = await run('2', rows, 'first', ({ checks }) => {
      checks.conflictingTargets.level = 'fail';
      checks.nearDuplicates = { ...checks.nearDuplicates, level: 'fail', threshold: 0.01 };
      checks.labelBalance.level = 'off';
    });
    expect(report.checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)).toEqual([
      'nearDuplicates',
      'conflictingTargets',
    ]);
    expect(report.checks.some(({ name }) => name === 'labelBalance')).toBe(false);
    expect(report.checks.map(({ name }) => name)).toContain('personalData');
    expect(report.checks.find(({ name }) => name === 'distributionShift')?.reason).toMatch(
      /the last one made, is this one$/,
    );
    expect(result?.error?.message).toMatch(/^2 checks failed\. nearDuplicates: 2 of 66 examples/);
  });

  test('compare with the version made before', async () => {
    const { checkOf } = await run('3', others, 'first');
    const shift = checkOf('distributionShift');
    expect(shift).toMatchObject({ outcome: 'warned', unit: 'index' });
    expect(shift.measured).toBeGreaterThan(0.25);
    expect(shift.reason).toMatch(/^against version [0-9a-f]{12}, the last one made, labels have shifted most/);
    expect(shift.reason).toContain('1 label is new: "gone"');
    expect(shift.reason).toContain('2 labels are gone: "lost", "a very long answer indeed');
  });

  test('put examples with personal data aside, on record without a word of theirs', async () => {
    const {
      run: made,
      checkOf,
      card,
    } = await run('4', rows, 'aside', ({ personalData }) => {
      personalData.policy = 'quarantine';
    });
    expect(checkOf('personalData')).toMatchObject({ outcome: 'passed', count: 2 });
    expect(checkOf('personalData').reason).toMatch(/and are put aside$/);
    expect(card.leftOut['personalData']).toBe(2);
    const lines = await transformer.lines(`gs://files/quarantine/${made.pipeline}/${made.run}/_examples.jsonl`);
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      { key: 'g-mail', origins: [`${rows.uri}#${rows.generation}:66`], kinds: ['email'] },
      { key: 'h-phone', origins: [`${rows.uri}#${rows.generation}:67`], kinds: ['phone'] },
    ]);
    const left = await transformer.objects.list(`gs://files/quarantine/${made.pipeline}/${made.run}/_examples/`);
    expect(left).toEqual([]);
  });

  test('are not made when they are off', async () => {
    const { report } = await run('5', rows, 'silent', ({ checks, personalData }) => {
      for (const rule of Object.values(checks)) rule.level = 'off';
      personalData.policy = 'off';
    });
    expect(report.checks.map(({ name }) => name)).toEqual([
      'trainingTokens',
      'tokensPerExample',
      'trainingExamples',
      'trainingBytes',
    ]);
  });

  test.each([
    ['of a version that is made', '6', 'dear'],
    ['of a version that is there already', '7', 'first'],
  ])('stop what tuning %s may not cost', async (_, id, name) => {
    const { result, checkOf } = await run(id, rows, name, (_, { tuning }) => {
      tuning.maximumTokens = 100;
    });
    expect(result).toMatchObject({ status: 'failed' });
    expect(result?.error?.message).toMatch(
      /^trainingTokens: tuning would be billed for about [\d,]+ tokens: .*; the pipeline allows at most 100 tokens/,
    );
    expect(checkOf('trainingTokens').measured).toBeGreaterThan(100);
  });
});
