import { describe, expect, test } from '@jest/globals';
import { parsePrompt, render, valuesOf } from '../../core/prompt';
import { parseTemplate } from '../../core/prompt-template';

describe('a prompt template', () => {
  test.each([
    ['plain', [{ literal: 'plain' }]],
    ['{{a}}', [{ field: 'a' }]],
    ['x {{ a }}{{b_2}} y', [{ literal: 'x ' }, { field: 'a' }, { field: 'b_2' }, { literal: ' y' }]],
    ['{a} {{}} {{A}} {{a b}}', [{ literal: '{a} {{}} {{A}} {{a b}}' }]],
    ['{{{a}}}', [{ literal: '{' }, { field: 'a' }, { literal: '}' }]],
  ])('reads %j', (template, segments) => {
    expect(parseTemplate(template)).toEqual(segments);
  });

  test.each([
    ['{{a}}', { a: 'x' }, 'x'],
    ['{{a}}', { a: '{{b}}', b: 'never' }, '{{b}}'],
    ['{{a}}', { a: '$& $1 \\n' }, '$& $1 \\n'],
    ['<{{a}}>', { a: null }, '<>'],
    ['<{{a}}>', {}, '<>'],
    ['{{constructor}}', {}, ''],
    ['{{a}} {{b}} {{c}}', { a: -12, b: true, c: false }, '-12 true false'],
    ['{{a}}', { a: 'Grüße 👋\n' }, 'Grüße 👋\n'],
  ])('renders %j with %j', (template, values, text) => {
    expect(render(parseTemplate(template), values)).toBe(text);
  });

  test('has the same digest with types as without: the text is the same', () => {
    const typed = parsePrompt({ user: '{{a}}', input: { schema: { a: 'integer' } } });
    expect(typed.types).toEqual({ a: 'integer' });
    expect(typed.digest).toBe(parsePrompt({ user: '{{a}}' }).digest);
  });

  test('has another digest with examples, and the same whatever settings it is answered with', () => {
    const { digest } = parsePrompt({ system: 's', user: '{{a}}' });
    expect(digest).toBe('ad26bcf921b42356521a9a2e5f276e1ead33617b11ab6c4996adcb1f364e6234');
    const examples = [{ user: 'q', model: 'r' }];
    const shown = parsePrompt({ system: 's', user: '{{a}}', examples });
    expect(shown.digest).not.toBe(digest);
    expect(parsePrompt({ system: 's', user: '{{a}}', examples: [{ user: 'q', model: 'r ' }] }).digest).not.toBe(
      shown.digest,
    );
    expect(parsePrompt({ system: 's', user: '{{a}}', generation: { temperature: 1 } }).digest).toBe(digest);
  });

  test('refuses a value that the warehouse may write differently', () => {
    expect(() => render(parseTemplate('{{a}}'), { a: 1.5 })).toThrow('a is not a text, a whole number or a boolean');
  });

  test('names its fields once, in order of first use', () => {
    expect(parsePrompt({ system: '{{b}}', user: '{{a}} {{b}}' }).fields).toEqual(['b', 'a']);
  });

  test('has a digest that changes with every character and not with the order of its keys', () => {
    const one = parsePrompt({ system: 's', user: '{{a}}' }).digest;
    expect(parsePrompt(JSON.parse('{"user":"{{a}}","system":"s"}') as { user: string }).digest).toBe(one);
    expect(parsePrompt({ system: 's', user: '{{a}} ' }).digest).not.toBe(one);
    expect(parsePrompt({ user: '{{a}}' }).digest).not.toBe(one);
  });
});

describe('the values that a prompt was rendered from', () => {
  test.each<[user: string, system: string | undefined, values: Record<string, string>]>([
    ['{{text}}', undefined, { text: 'a\nb {{text}} $1 \\' }],
    ['From {{from}}\n\n{{body}}', 'Name the {{kind}} (of 2.5+).', { kind: 'subject', from: 'Ana', body: 'Hi\n\nHo' }],
    ['[{{a}}] {{b}} [{{a}}]', undefined, { a: 'x] [y', b: ']' }],
    ['{{a}}{{b}}', undefined, { a: '', b: 'xy' }],
    ['{{a}}', '{{b}}', { b: '', a: '' }],
    ['no field', undefined, {}],
  ])('are found again: %j with %j', (user, system, values) => {
    const prompt = parsePrompt({ user, ...(system !== undefined && { system }) });
    const rendered = { system: prompt.system && render(prompt.system, values), user: render(prompt.user, values) };
    expect(valuesOf(prompt, rendered)).toEqual(values);
  });

  test('are others where a value holds what stands between the fields, and render to the same', () => {
    const prompt = parsePrompt({ user: '{{a}}, {{b}}' });
    const user = render(prompt.user, { a: 'x, y', b: 'z' });
    const values = valuesOf(prompt, { user })!;
    expect(values).toEqual({ a: 'x', b: 'y, z' });
    expect(render(prompt.user, values)).toBe(user);
  });

  test('are none of a text that the template has not made', () => {
    expect(valuesOf(parsePrompt({ user: 'Hi {{a}}.' }), { user: 'Ho x.' })).toBeUndefined();
  });
});
