import { describe, expect, test } from '@jest/globals';
import { parsePrompt, parseTemplate, render } from '../../core/prompt';

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
