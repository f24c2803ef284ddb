import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { requestOf, type Turn } from '../../core/contents';
import { parsePrompt, type FieldValue } from '../../core/prompt';
import type { Column } from '../../core/row-schema';
import { geminiContents, geminiText, type Contents } from '../../core/models/gemini';
import { form } from '../../functions/shared/models/vertex/form';
import {
  exportStatement,
  renderedStatement,
  systemOf,
  withExamples,
} from '../../functions/transform/version/statements';
import type { PromptTemplate } from '../../schemas/generated/types';
import { bucket, project } from '../local/bigquery/harness';
import { sharedSql } from './shared-sql';
import { openTransformer, type Transformer } from './transformer';

/** Text that means something to a template, to SQL, to JSON, to a regular expression or to a terminal. */
const hostile = [
  '{{a}}',
  '{{ b }}',
  '{{',
  '}}',
  '{{{a}}}',
  '@user_0',
  '@a',
  '?',
  "'",
  '"',
  '`',
  '\\',
  '\\n',
  '\\u0041',
  '\\\\',
  "'''",
  '"""',
  "'; DROP TABLE x; --",
  '/*',
  '*/',
  '--',
  '$&',
  '$1',
  '%s',
  '<b>&amp;</b>',
  'null',
  'NULL',
  'true',
  '0',
  '',
  ' ',
  '\u2028',
  '\u2029',
  '\u00a0',
  '\ufeff',
  '\u200d',
  '\u202e',
  '\ufffd',
  '\uffff',
  '\u007f',
  '\u0085',
  'e\u0301',
  'é',
  '👩‍👩‍👧‍👦',
  '𝒳',
  'ﷺ',
  'İı',
  'ß',
  ...Array.from({ length: 31 }, (_, code) => String.fromCharCode(code + 1)),
];

const text = fc
  .array(fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 6 })
  // NUL is what validate puts aside.
  .map((pieces) => pieces.join('').replaceAll('\0', ''));
/** Of turns: one without text is none. */
const said = text.filter((each) => each.trim() !== '');
const whole = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, -1, 2 ** 53 - 1, -(2 ** 53) + 1));
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 5 });

/** The prompt's fields: two of text, a whole number and a boolean. */
const row = fc.record({ a: orNull(text), b: orNull(text), number: orNull(whole), is_new: orNull(fc.boolean()) });
const exchange = fc.tuple(said, said).map(([question, answer]): Turn[] => [
  { role: 'user', text: question },
  { role: 'model', text: answer },
]);
const history = fc.array(exchange, { minLength: 1, maxLength: 2 }).map((exchanges) => exchanges.flat());
const example = fc.record({ values: row, history: fc.option(history, { nil: undefined }) });
const field = fc.constantFrom('{{a}}', '{{b}}', '{{ number }}', '{{is_new}}');
const template = fc.array(fc.oneof(field, text), { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''));
const examples = fc.array(fc.record({ user: said, model: said }), { minLength: 1, maxLength: 3 });
const prompt: fc.Arbitrary<PromptTemplate> = fc.record({
  system: fc.option(template, { nil: undefined }),
  user: template,
  examples: fc.option(examples, { nil: undefined }),
});

const columns: Column[] = [
  { name: 'key', type: 'STRING' },
  { name: '_origin', type: 'STRING' },
  { name: 'target', type: 'STRING' },
  { name: 'a', type: 'STRING' },
  { name: 'b', type: 'STRING' },
  { name: 'number', type: 'INT64' },
  { name: 'is_new', type: 'BOOL' },
  { name: 'history', type: 'JSON' },
];

let transformer: Transformer;
let jobs = 0;

beforeAll(async () => {
  transformer = await openTransformer();
});

afterAll(async () => {
  await transformer?.close();
});

/** The values of an example, and what was said before it. */
interface Row {
  values: Record<string, FieldValue>;
  history?: Turn[];
}

/** Rows on the way of every example: loaded, rendered in SQL, exported. */
async function exported(rows: Row[], template: PromptTemplate): Promise<string[]> {
  const { warehouse, objects } = transformer;
  const id = `rendering_${(jobs += 1)}`;
  const job = (step: string) => ({ id: `${id}-${step}`, labels: {} });
  const keyed = rows.map(({ values, history }, at) => ({
    ...values,
    key: String(at).padStart(6, '0'),
    _origin: 'o',
    target: 't',
    history,
  }));
  const uri = `gs://${bucket}/${id}.jsonl`;
  await objects.write(uri, `${keyed.map((each) => JSON.stringify(each)).join('\n')}\n`);
  const examples = `${project}.staging.${id}`;
  await warehouse.load(job('load'), uri, examples, columns);

  const parsed = parsePrompt(template);
  const selection = { groupKey: 'key', origin: 'one', history: 'json', references: 'none', rejected: 'none' } as const;
  const sources = { sql: `\`rows\` AS (SELECT * FROM \`${examples}\`)`, params: {} };
  const rendered = renderedStatement(sharedSql, {
    examples: { trainingSql: 'SELECT * FROM `rows`', sources },
    prompt: parsed,
    variants: [],
    selection,
  });
  await warehouse.query(job('rendered'), rendered, `${examples}_rendered`);
  const dataset = `${examples}_dataset`;
  await warehouse.query(job('dataset'), { sql: `SELECT *, 0 AS split_number FROM \`${examples}_rendered\`` }, dataset);
  const line = form.lineInSql({ system: systemOf(parsed), hasHistory: true });
  const shards = `gs://${bucket}/${id}-*.jsonl`;
  const statement = exportStatement(sharedSql, {
    ...withExamples(`\`${dataset}\``, parsed),
    uri: shards,
    splitNumber: 0,
    line,
  });
  await warehouse.export(
    job('export'),
    () => statement,
    async () => true,
  );
  return transformer.lines(`gs://${bucket}/${id}-000000000000.jsonl`);
}

/** Parsed, and written again: an export escapes more characters than JSON asks for. */
const plain = (line: string) => JSON.stringify(JSON.parse(line));

test('what is rendered in SQL and exported is what serving renders, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(prompt, fc.array(example, { minLength: 60, maxLength: 120 }), async (template, rows) => {
      const parsed = parsePrompt(template);
      const lines = await exported(rows, template);
      expect(lines).toHaveLength(rows.length);
      for (const [at, line] of lines.entries()) {
        const { systemInstruction, contents } = geminiContents(requestOf(parsed, rows[at]!.values, rows[at]!.history));
        const target = { role: 'model', parts: [{ text: 't' }] };
        expect(plain(line)).toBe(JSON.stringify({ systemInstruction, contents: [...contents, target] }));
      }
    }),
    { numRuns: 15, endOnFailure: true },
  );
});

test('each hostile text is the same in a template, in a value, and in both', async () => {
  const user = `${hostile.join('{{a}}')}{{b}}`;
  const rows = hostile.map((a, at) => ({
    values: { a, b: hostile[hostile.length - 1 - at]!, number: null, is_new: null },
  }));
  const lines = await exported(rows, { system: hostile.toReversed().join(''), user });
  const parsed = parsePrompt({ system: hostile.toReversed().join(''), user });
  for (const [at, line] of lines.entries()) {
    const request = geminiContents(requestOf(parsed, rows[at]!.values));
    const { systemInstruction, contents } = JSON.parse(line) as Contents;
    expect(geminiText(contents[0]!)).toBe(geminiText(request.contents[0]!));
    expect(geminiText(systemInstruction!)).toBe(geminiText(request.systemInstruction!));
  }
});
