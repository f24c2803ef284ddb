import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { requestOf } from '../../core/contents';
import { parsePrompt, type FieldValue } from '../../core/prompt';
import { geminiContents, geminiText, type Contents } from '../../core/models/gemini';
import type { Configuration } from '../../schemas/generated/types';
import { openTransformer, type Transformer } from './transformer';

const template = { system: 'Be "brief".', user: "It's {{body}} — {{count}}/{{is_new}} `x` @y \\n {{body}}" };

interface Row {
  id: string;
  shop: string;
  body: string | null;
  count: number | null;
  is_new: boolean | null;
  summary: string;
}

const tricky = ['{{count}}', '@user_0', `'"\`\\`, 'Grüße 👋\nline', '\t', '$& \u2028', '', '--', '?', '\\u0041'];
const rows: Row[] = Array.from({ length: 200 }, (_, n) => ({
  id: `e${n}`,
  shop: `shop-${n % 20}`,
  body: n % 11 === 10 ? null : `${tricky[n % tricky.length]} ${n}`,
  count: n % 7 === 6 ? null : (n - 100) * 90_071_992_547,
  is_new: n % 5 === 4 ? null : n % 2 === 0,
  summary: `Summary ${n} ${tricky[n % tricky.length]}`,
}));
const repeated = { ...rows[3]!, id: 'zz-again' };

const rowSchema = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    shop: { type: 'string' },
    body: { type: ['string', 'null'] },
    count: { type: ['integer', 'null'] },
    is_new: { type: 'boolean' },
    summary: { type: 'string' },
  },
};
const selection = 'SELECT id AS key, _origin, shop AS group_key, body, count, is_new, summary AS target\nFROM emails';

/** Another salt is another version, so that no test finds one of another. */
const asSelected = (salt: string, change: (configuration: Configuration) => void = () => {}) => {
  return (configuration: Configuration) => {
    Object.assign(configuration, { prompt: template, rowSchemas: { emails: rowSchema }, trainingSql: selection });
    configuration.pipeline.training.split = { salt, evaluationShare: 0.2, validationShare: 0 };
    change(configuration);
  };
};

describe('a dataset version', () => {
  let transformer: Transformer;
  let emails: Awaited<ReturnType<Transformer['stage']>>[];

  beforeAll(async () => {
    transformer = await openTransformer();
    emails = [await transformer.stage('emails', [...rows, repeated], rowSchema)];
  });

  afterAll(async () => {
    await transformer?.close();
  });

  const asked = ({ systemInstruction, contents }: Contents) =>
    JSON.stringify({ systemInstruction, contents: contents.slice(0, 1) });

  test('renders every example as the server would, byte for byte, and loses none', async () => {
    const { data, result } = await transformer.transform('20261123-00000001', { emails }, asSelected('a'));
    expect(result?.error).toBeUndefined();
    expect(data).toMatchObject({ train: expect.any(Number), duplicates: 1 });
    expect(data.train + data.evaluation).toBe(rows.length);

    const prompt = parsePrompt(template);
    const values = (row: Row) => row as unknown as Record<string, FieldValue>;
    const rendered = rows.map((row) => `${asked(geminiContents(requestOf(prompt, values(row))))} ${row.summary}`);
    const examples = [
      ...(await transformer.examples(data.trainUri)),
      ...(await transformer.examples(data.evaluationUri)),
    ];
    const exported = examples.map((example) => `${asked(example)} ${geminiText(example.contents[1]!)}`);
    expect(exported.toSorted()).toEqual(rendered.toSorted());
  });

  test('may be made of a source that is called examples', async () => {
    const { result } = await transformer.transform(
      '20261123-00000007',
      { examples: emails },
      asSelected('b', (configuration) => {
        configuration.rowSchemas = { examples: rowSchema };
        configuration.trainingSql = selection.replace('FROM emails', 'FROM examples');
      }),
    );
    expect(result).toMatchObject({ status: 'succeeded', output: { data: { duplicates: 1 } } });
  });

  test("tells an error of the user's SELECT in BigQuery's words, with the line in the user's file", async () => {
    const { result } = await transformer.transform(
      '20261123-00000005',
      { emails },
      asSelected('c', (configuration) => {
        configuration.trainingSql = 'SELECT id AS key,\n  boddy AS body, summary AS target\nFROM emails';
      }),
    );
    expect(result?.error).toMatchObject({
      name: 'PermanentError',
      message: expect.stringContaining('boddy'),
      where: 'training.sql, line 2, column 3',
    });
  });

  test.each<[string, string, (sql: string) => string]>([
    [
      'examples that repeat a key',
      '181 of 201 examples repeat a key',
      (sql) => sql.replace('id AS key', 'shop AS key'),
    ],
    [
      'examples that cannot be traced to a row',
      'training.sql selects no column _origin, which says where each example comes from',
      (sql) => sql.replace(' _origin,', ''),
    ],
    [
      'examples of which some cannot be traced to a row',
      '1 of 201 examples have no _origin',
      (sql) => sql.replace(' _origin,', " IF(id = 'e1', NULL, _origin) AS _origin,"),
    ],
    [
      'targets of white space',
      '1 of 201 examples have no target, such as key "e1"',
      (sql) => sql.replace('summary AS target', "IF(id = 'e1', ' ', summary) AS target"),
    ],
  ])('refuses %s', async (name, message, change) => {
    const { result } = await transformer.transform(
      `20261123-0000001${name.length % 10}`,
      { emails },
      asSelected(name, (configuration) => void (configuration.trainingSql = change(selection))),
    );
    expect(result?.error).toMatchObject({ message, where: expect.stringMatching(/^training\.sql/) });
  });
});
