import { describe, expect, test } from '@jest/globals';
import { inputOf, typed } from '../../../cli/commands/ask';
import type { OperationError } from '../../../operations/errors';

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
    let thrown: OperationError | undefined;
    try {
      ask(fields, text, given);
    } catch (error) {
      thrown = error as OperationError;
    }
    expect(`${thrown?.message} ${thrown?.details.why}`).toMatch(message);
    expect(thrown?.exitCode).toBe(2);
    const all = fields.length === 1 ? '"TEXT"' : fields.map((field) => `--input ${field}="…"`).join(' ');
    expect(thrown?.details.next).toBe(`npx landfall ask tickets ${all}`);
  });
});

test('what a shell gives as text is sent as the prompt types it, and what is no such value as it is', () => {
  const types = { question: 'string', age: 'integer', urgent: 'boolean' } as const;
  expect(typed({ question: '7', age: '-4', urgent: 'true' }, types)).toEqual({ question: '7', age: -4, urgent: true });
  expect(typed({ age: 'four', urgent: 'yes' }, types)).toEqual({ age: 'four', urgent: 'yes' });
  expect(typed({ age: '4' })).toEqual({ age: '4' });
});
