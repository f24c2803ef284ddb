import { expect, test } from '@jest/globals';
import { parsePrompt } from '../../../../core/prompt';
import { readInput } from '../../../../functions/serve/pipelines/input';

const schema = { email: 'string', age: 'integer', urgent: 'boolean' } as const;
const user = '{{email}} {{age}} {{urgent}}';
const right = { email: 'It leaks.', age: 4, urgent: true };

test('values of the types that the prompt says are taken as they are', () => {
  expect(readInput({ input: right }, parsePrompt({ user, input: { schema } }))).toEqual(right);
});

test.each([
  [{ email: 4 }, 'the field email is not a text'],
  [{ age: '4' }, 'the field age is not a whole number'],
  [{ age: 4.5 }, 'the field age is not a text, a whole number or a boolean'],
  [{ urgent: 'yes' }, 'the field urgent is not a boolean'],
])('%j is refused by the name of the field', (wrong, detail) => {
  const prompt = parsePrompt({ user, input: { schema } });
  expect(() => readInput({ input: { ...right, ...wrong } }, prompt)).toThrow(
    expect.objectContaining({ status: 400, detail }),
  );
});

test('a prompt without types takes any of them', () => {
  expect(readInput({ input: { ...right, age: '4' } }, parsePrompt({ user }))).toMatchObject({ age: '4' });
});
