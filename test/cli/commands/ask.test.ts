import { describe, expect, test } from '@jest/globals';
import { inputOf, noModel } from '../../../cli/commands/ask';
import type { RunReader } from '../../../cli/ledger';
import { record, wholeRun } from '../runs';
import type { CliError } from '../../../cli/errors';

const ask = (fields: string[], text: string | undefined, given: string[] = []) =>
  inputOf('tickets', fields, text, given);

describe('what is asked', () => {
  test.each<[string, string[], string | undefined, string[], object]>([
    ['a text, for the only field', ['email'], 'hello', [], { email: 'hello' }],
    ['the only field by its name', ['email'], undefined, ['email=hello'], { email: 'hello' }],
    ['fields, in any order', ['a', 'b'], undefined, ['b=x=y', 'a=1'], { a: '1', b: 'x=y' }],
    ['an empty field beside one that is not', ['a', 'b'], undefined, ['a=', 'b=x'], { a: '', b: 'x' }],
  ])('is %s', (_, fields, text, given, input) => expect(ask(fields, text, given)).toEqual(input));

  test.each<[string, string[], string | undefined, string[], RegExp]>([
    ['both', ['a'], 'hello', ['a=1'], /not both/],
    ['nothing', ['a', 'b'], undefined, [], /nothing to ask.*has the fields a, b/],
    ['a text for several fields', ['a', 'b'], 'hello', [], /has the fields a, b.*does not say which/],
    ['a field without a value', ['a'], undefined, ['a'], /--input a is not NAME=VALUE/],
    ['a part of the fields', ['a', 'b', 'c'], undefined, ['b=x'], /missing: a, c/],
    ['what is no field', ['a'], undefined, ['a=1', 'x=1', 'y=1'], /no field of it: x, y/],
    ['a field twice', ['a', 'b'], undefined, ['a=1', 'a=2', 'b=3'], /given twice: a/],
    ['empty fields alone', ['a', 'b'], undefined, ['a= ', 'b='], /empty: a, b/],
    ['an empty text', ['a'], '', [], /the field a\..*empty: a/],
  ])('is not %s: the message says which fields, and the whole command', (_, fields, text, given, message) => {
    let thrown: CliError | undefined;
    try {
      ask(fields, text, given);
    } catch (error) {
      thrown = error as CliError;
    }
    expect(`${thrown?.message} ${thrown?.details.why}`).toMatch(message);
    expect(thrown?.exitCode).toBe(2);
    const all = fields.length === 1 ? '"TEXT"' : fields.map((field) => `--input ${field}="…"`).join(' ');
    expect(thrown?.details.next).toBe(`npx landfall ask tickets ${all}`);
  });
});

test.each([
  [[], 'none has been tuned yet, or the gate refused them all', 'npx landfall runs --pipeline email-summary'],
  [
    Object.values(wholeRun),
    'that of run 20261123-3f9a2c1b was taken out of service by landfall pipelines remove',
    'npx landfall drop email-summary FILE… --wait',
  ],
])('with nothing in production, why is told by what its runs came to', async (results, why, next) => {
  const readResults = async () => new Map(results.map((result) => [result.stage, result]));
  const ledger = { listRuns: async () => [record], openRun: async () => ({ readResults }) as unknown as RunReader };
  expect((await noModel(ledger, 'email-summary')).details).toMatchObject({ why, next });
});
