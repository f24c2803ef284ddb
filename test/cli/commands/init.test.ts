import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { init, type InitOptions } from '../../../cli/commands/init';
import type { OperationError } from '../../../operations/errors';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'landfall-init-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string): string => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
};
const made = (name: string): string => readFileSync(join(folder, 'pipelines/mine', name), 'utf8');

/** What the command printed, and its JSON with `json`. */
async function run(paths: string[], options: InitOptions = {}, name = 'mine'): Promise<string> {
  let printed = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => (printed += String(text)) !== '');
  try {
    await init(name, paths, { pipelines: join(folder, 'pipelines'), ...options });
  } finally {
    write.mockRestore();
  }
  return printed;
}
const failure = async (promise: Promise<unknown>): Promise<OperationError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: OperationError) => error,
  );

const tickets = ['id,message,intent'].concat(
  Array.from({ length: 30 }, (_, i) => `t${i},"Hello, number ${i * 31} is late",${['late', 'lost', 'thanks'][i % 3]}`),
);

describe('init makes a pipeline of', () => {
  test('a CSV file, and says what it assumed and what comes next', async () => {
    const path = file('tickets.csv', tickets.join('\n'));
    const printed = await run([path]);
    expect(printed).toContain(`${path}: CSV, 30 rows`);
    expect(printed.split('\n').slice(0, 2)).toEqual([
      '  Learns       tickets.intent (by its name), from tickets.message (by its name)',
      '               something else: --target COLUMN, and --force',
    ]);
    expect(printed).toContain('The answers are 3 labels');
    expect(printed).toMatch(/tickets\.id +string, required +→ the key/);
    expect(printed).toContain(`Next         npx landfall drop mine ${path} --wait`);
    expect(parse(made('pipeline.yaml'))).toMatchObject({
      name: 'mine',
      sources: { tickets: { schema: 'tickets.schema.json', unique: ['id'] } },
      training: { split: { evaluationShare: 0.2 } },
      deployment: { gate: { metric: 'exactMatch' } },
    });
    expect(made('training.sql').split('\n').slice(1)).toEqual([
      'SELECT',
      '  tickets.id AS key,',
      '  tickets._origin,',
      '  tickets.message,',
      '  tickets.intent AS target',
      'FROM tickets',
      '',
    ]);
    expect(parse(made('prompt.yaml'))).toEqual({ system: 'Name the intent.', user: '{{message}}' });
  });

  test.each([
    ['labels', (i: number) => ['late', 'lost', 'thanks'][i % 3]!, true],
    ['texts', (i: number) => `Your parcel with the number ${i * 17} is on its way to you.`, false],
  ])('answers that are %s, and offers to allow no other, with the price: %s', async (_, answer, isOffered) => {
    const rows = Array.from({ length: 30 }, (__, i) => `t${i},"Hello, number ${i * 31} is late",${answer(i)}`);
    const printed = await run([file('tickets.csv', ['id,message,answer', ...rows].join('\n'))]);
    const yaml = made('pipeline.yaml');
    expect(yaml.includes('\n  # choices: targets # no other answer than a label.')).toBe(isOffered);
    expect(printed.includes('generation.choices of pipeline.yaml allows labels alone')).toBe(isOffered);
    expect(parse(yaml)).toMatchObject({ generation: expect.not.objectContaining({ choices: expect.anything() }) });
    const { generation } = parse(yaml.replace('# choices:', 'choices:')) as { generation: object };
    expect(generation).toMatchObject(isOffered ? { temperature: 0, choices: 'targets' } : { temperature: 0 });
  });

  test.each([
    ['t30,Where is it?,late', true],
    ['id,message,intent', false],
  ])('a file whose first row is %j, and asks whether that is data: %s', async (first, isDoubtful) => {
    const printed = await run(
      [file('tickets.csv', [first, ...tickets.slice(1)].join('\n'))],
      isDoubtful ? { target: 'late' } : {},
    );
    const asked = 'though "late" is a value of its own column as well: if that row is data';
    expect(printed.replaceAll(/\s+/g, ' ').includes(asked)).toBe(isDoubtful);
  });

  test.each([
    [['train', 'Test', 'dev'], true],
    [['train', 'train', 'train'], false],
    [['train', 'test', 'other'], false],
    [['north', 'south', 'east'], false],
  ])('a file with a column "part" of %j, which is its own split: %s', async (parts, isSplit) => {
    const rows = tickets.map((row, i) => (i === 0 ? `${row},part` : `${row},${parts[i % 3]}`));
    const printed = await run([file('tickets.csv', rows.join('\n'))]);
    const { split } = (parse(made('pipeline.yaml')) as { training: { split: object } }).training;
    expect(split).toEqual(isSplit ? { column: 'split' } : { evaluationShare: 0.2, salt: 'v1' });
    expect(made('training.sql').includes('tickets.part AS split')).toBe(isSplit);
    expect(printed.includes('tickets.part says which examples are held out.')).toBe(isSplit);
    expect(printed.includes('→ the split')).toBe(isSplit);
  });

  test.each([
    [
      12,
      expect.stringMatching(
        /^12 of 30 rows \(40 %\) are longer than the 384 tokens that landfall-tiny, which answers for \S+ on this machine, reads$/,
      ),
    ],
    [0, undefined],
  ])('a file with %d texts that the base does not read whole, and says so', async (count, told) => {
    const long = 'word '.repeat(300);
    const rows = tickets.map((row, i) => (i > 0 && i <= count ? row.replace('Hello', long) : row));
    const printed = (await run([file('tickets.csv', rows.join('\n'))])).replaceAll(/\s+/g, ' ');
    expect(/\d+ of 30 rows .* longer than the .* machine, reads/.exec(printed)?.[0]).toEqual(told);
  });

  test('a file whose own split is not one for all rows, and says which keep it from being used', async () => {
    const rows = tickets.map(
      (row, i) => `${row},${i === 0 ? 'split' : i < 4 ? 'holdout' : i === 4 ? '' : i % 2 ? 'train' : 'test'}`,
    );
    const printed = (await run([file('tickets.csv', rows.join('\n'))])).replaceAll(/\s+/g, ' ');
    expect(printed).toContain(
      'tickets.split was not taken for the split: 4 of 30 rows say "holdout" or nothing, and a split is train, validation or test. Leave those rows out',
    );
    expect(parse(made('pipeline.yaml'))).toMatchObject({ training: { split: { evaluationShare: 0.2 } } });
  });

  test.each([
    ['27 rows of Latin-1', (row: string) => row.replace('Hello', 'Ça où né déjà'), 'iconv -f WINDOWS-1252 -t UTF-8 '],
    [
      '27 rows of another delimiter',
      (row: string) => row.replace(/,(\w+)$/, ';$1'),
      'maxInvalidShare of pipeline.yaml',
    ],
  ])('a file with %s, and says before Next that a run of it fails', async (_, spoil, cure) => {
    const rows = Array.from(
      { length: 60 },
      (__, i) => `t${i},Hello number ${i * 31} is late,${i % 2 ? 'late' : 'lost'}`,
    );
    const lines = ['id,message,intent', ...rows.map((row, i) => (i < 27 ? spoil(row) : row))];
    const path = file('tickets.csv', '');
    writeFileSync(path, lines.join('\n'), 'latin1');
    const printed = await run([path]);
    const told = printed.slice(printed.indexOf('Too many'), printed.indexOf('Next'));
    expect(told).toContain('27 of 60 rows (45 %) of tickets are put aside, and a run fails above 5 %: ');
    expect(told).toContain(cure);
    expect(told).toContain('A label that stands in those rows alone');
    expect(await run([file('tickets.csv', tickets.join('\n'))], { force: true })).not.toContain('Too many');
  });

  test('assumptions that keep within the terminal', async () => {
    const { columns } = process.stdout;
    process.stdout.columns = 80;
    try {
      const printed = await run([file('tickets.csv', tickets.join('\n'))]);
      const assumed = printed.slice(printed.indexOf('Assumed'), printed.indexOf('Edit')).split('\n');
      expect(assumed.filter((line) => line.length >= 80)).toEqual([]);
      expect(assumed.length).toBeGreaterThan(3);
    } finally {
      process.stdout.columns = columns;
    }
  });

  test('emails and a file of their subjects, and begins with what will be learnt', async () => {
    const people = ['ana@example.com', 'bo@example.com', 'cy@example.com'];
    const messages = Array.from({ length: 40 }, (_, i) =>
      JSON.stringify({
        message_id: `m${i}`,
        sender: people[i % 3],
        sent_at: `2026-01-${String((i % 28) + 1).padStart(2, '0')}T08:00:00Z`,
        folder: ['inbox', 'sent'][i % 2],
        body: `Hello all,\nthe meeting number ${i} about the budget of the year is moved, please tell me by noon.`,
      }),
    );
    const subjects = ['message_id,subject', ...messages.map((_, i) => `m${i},Meeting ${i} is moved`)];
    const paths = [file('messages.jsonl', messages.join('\n')), file('subjects.csv', subjects.join('\n'))];
    const printed = (await run(paths)).split('\n');
    const second = printed.findIndex((line) => line.includes('something else'));
    expect(printed.slice(0, second).join(' ').replaceAll(/\s+/g, ' ').trim()).toBe(
      'Learns subjects.subject (by its name; subjects has nothing else beside what names its rows; a text, much shorter than messages.body), from messages.body (by its name)',
    );
    expect(printed[second]!.trim()).toBe('something else: --target=messages.folder, and --force');
    expect(made('training.sql')).toContain('subjects.subject AS target');
  });

  test('files that are parts of one source, in a folder', async () => {
    for (const part of [0, 1])
      file(`shards/${part}.csv`, [tickets[0], ...tickets.slice(1 + part * 15, 16 + part * 15)].join('\n'));
    file('shards/_SUCCESS', '');
    expect(JSON.parse(await run([join(folder, 'shards')], { json: true }))).toMatchObject({
      rows: 30,
      sources: [{ source: 'c_0' }],
      target: 'c_0.intent',
    });
  });

  test('two files whose columns match by value', async () => {
    const customers = ['name,city', ...Array.from({ length: 25 }, (_, i) => `customer ${i},Faro`)].join('\n');
    const mails = Array.from({ length: 50 }, (_, i) =>
      JSON.stringify({
        writer: `customer ${i % 25}`,
        body: `my order ${i} is not here yet`,
        answer: `We look for order ${i}.`,
      }),
    ).join('\n');
    await run([file('order.jsonl', mails), file('customers.csv', customers)]);
    expect(parse(made('pipeline.yaml'))).toMatchObject({
      sources: { order: { references: { writer: 'customers.name' } }, customers: { unique: ['name'] } },
      deployment: { gate: { metric: 'rougeL' } },
    });
    expect(made('training.sql')).toContain('FROM `order`\nINNER JOIN customers ON customers.name = `order`.writer\n');
    expect(made('training.sql')).toContain('[`order`._origin, customers._origin] AS _origin');
  });

  test('two files whose columns match, one of texts and one of numbers', async () => {
    const mails = Array.from({ length: 50 }, (_, i) =>
      JSON.stringify({ customer_id: String(i % 25), body: `my order ${i} is late`, answer: `We look for ${i}.` }),
    ).join('\n');
    const customers = ['id,city', ...Array.from({ length: 25 }, (_, i) => `${i},Faro`)].join('\n');
    await run([file('mails.jsonl', mails), file('customers.csv', customers)]);
    expect(parse(made('pipeline.yaml'))).toMatchObject({ sources: { mails: { schema: 'mails.schema.json' } } });
    expect(made('training.sql')).toContain('ON CAST(customers.id AS STRING) = mails.customer_id');
  });

  test.each([
    ['the same', () => 'Be brief: say "no".\nAlways.', { system: 'Be brief: say "no".\nAlways.', user: '{{prompt}}' }],
    ['different', (i: number) => `Be ${i}.`, { system: '{{system}}', user: '{{prompt}}' }],
    ['the same, but with braces', () => 'Fill {{name}}.', { system: '{{system}}', user: '{{prompt}}' }],
  ])("OpenAI's messages whose system prompts are %s", async (_, system, prompt) => {
    const rows = Array.from({ length: 10 }, (__, i) =>
      JSON.stringify({
        messages: [
          { role: 'system', content: system(i) },
          { role: 'user', content: `Question ${i}` },
          { role: 'assistant', content: `A long answer to it, ${i}` },
        ],
      }),
    );
    expect(await run([file('chat.jsonl', rows.join('\n'))])).toContain('OpenAI messages, 10 rows');
    expect(parse(made('prompt.yaml'))).toEqual(prompt);
    expect(parse(made('pipeline.yaml'))).toMatchObject({ sources: { chat: { form: 'conversations' } } });
    expect(made('training.sql').includes('AS system')).toBe(prompt.system === '{{system}}');
  });
});

describe('hostile headers', () => {
  const header =
    'select,"Customer ""message""",text,,TEXT,2nd,naïve message,_partition,label,"a\nb",`; DROP TABLE x'.split(',');
  const rows = Array.from({ length: 12 }, (_, i) =>
    header.map((name, at) => (name === 'label' ? 'xy'[i % 2] : `value ${at} of row ${i}`)).join(','),
  );

  test('are told by position and reason, and the columns that can be are used', async () => {
    const path = file('hostile.csv', `${header.join(',')}\n${rows.join('\n')}\n`);
    const result = JSON.parse(await run([path], { json: true })) as { unusable: string[]; input: string[] };
    expect(result.input).toEqual(['hostile.text']);
    expect(result.unusable.map((line) => /^column (\d+)/.exec(line)?.[1])).toEqual(['2', '4', '5', '8', '10', '11']);
    expect(result.unusable[0]).toBe(
      'column 2 of hostile, "Customer \\"message\\"": no column of BigQuery has a name with "; renamed customer_message, say, it could be used',
    );
    const schema = JSON.parse(made('hostile.schema.json')) as { properties: object; additionalProperties: boolean };
    expect(Object.keys(schema.properties)).toEqual(['select', 'text', '2nd', 'naïve message', 'label']);
    expect(schema.additionalProperties).toBe(true);
    expect(made('training.sql')).not.toContain('DROP');
  });

  test('of words are quoted in SQL and become fields of the prompt', async () => {
    await run([file('hostile.csv', `Customer message,The label\n${'a b c,d\na b d,e\n'.repeat(9)}`)]);
    expect(made('training.sql')).toContain(
      '  hostile.`Customer message` AS customer_message,\n  hostile.`The label` AS target',
    );
    expect(parse(made('prompt.yaml'))).toEqual({ system: 'Name the the label.', user: '{{customer_message}}' });
  });

  test.each([
    ['a name twice', 'text,label,text', /the header names text twice/],
    ["one of Landfall's own names", 'text,label,_ROW', /the header names _ROW, a name that Landfall keeps for itself/],
  ])('with %s are refused, as a run would', async (_, names, message) => {
    const error = await failure(run([file('hostile.csv', `${names}\n${names.replaceAll(/[^,]+/g, 'x')}\n`)]));
    expect(error.message).toMatch(message);
  });

  test('of which nothing can be used are an error that says what to rename', async () => {
    const path = file('hostile.csv', 'Customer.message,The.label\na b c,d\ne f g,h\n');
    const error = await failure(run([path]));
    expect(error.message).toMatch(/not clear which column/);
    expect(error.details.why).toContain('renamed customer_message');
    expect(existsSync(join(folder, 'pipelines'))).toBe(false);
  });
});

describe('init refuses', () => {
  test.each([
    ['a name that is none', 'My Pipeline', /is no name of a pipeline/],
    ['a path for a name', '../x', /is no name of a pipeline/],
  ])('%s', async (_, name, message) => {
    expect((await failure(run([file('tickets.csv', tickets.join('\n'))], {}, name))).message).toMatch(message);
  });

  test('to overwrite a pipeline, unless told to', async () => {
    const path = file('tickets.csv', tickets.join('\n'));
    await run([path]);
    writeFileSync(join(folder, 'pipelines/mine/prompt.yaml'), 'mine');
    expect((await failure(run([path]))).message).toBe('There is a pipeline mine already.');
    expect(made('prompt.yaml')).toBe('mine');
    await run([path], { force: true });
    expect(made('prompt.yaml')).not.toBe('mine');
  });

  test('a file without a header of which no answers can be told: it may have none, and how to give it one', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, i) => `t${i},Where is my parcel number ${i * 31}? Hello?,${i % 2 ? 'delivery' : 'refund'}`,
    );
    const path = file('tickets.csv', rows.join('\n'));
    const { message, details } = await failure(run([path]));
    expect(message).toMatch(/It is not clear|There is no/);
    expect(details.why).toContain('though "refund" is a value of its own column as well: if that row is data');
    expect(details.why).toContain('write a row of names above it, name1,name2,name3 say.');
    expect(details.why).not.toContain('renamed');
  });

  test('a file that is not there, and one without rows', async () => {
    expect((await failure(run([join(folder, 'none.csv')]))).message).toMatch(/There is no file/);
    expect((await failure(run([file('x.csv', 'a,b\n')]))).message).toMatch(/holds no rows/);
  });
});
