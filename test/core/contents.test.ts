import { expect, test } from '@jest/globals';
import { requestOf, type Turn } from '../../core/contents';
import { parsePrompt } from '../../core/prompt';

test('examples of a prompt stand before what was said, and that before the question', () => {
  const prompt = parsePrompt({ user: 'Q: {{a}}', examples: [{ user: 'Q: one', model: '1' }] });
  const history: Turn[] = [
    { role: 'user', text: 'Q: hello' },
    { role: 'model', text: 'hi' },
  ];
  expect(requestOf(prompt, { a: 'two' }, history).turns.map(({ role, text }) => `${role} ${text}`)).toEqual([
    'user Q: one',
    'model 1',
    'user Q: hello',
    'model hi',
    'user Q: two',
  ]);
});

test.each([
  ['a system instruction', 'Be {{mood}}.', { mood: 'brief' }, { system: 'Be brief.' }],
  ['none when the template has none', undefined, { mood: 'brief' }, {}],
  ['none when it comes to nothing', '{{mood}}', { mood: null }, {}],
])('a rendered prompt is one turn of the user, with %s', (_, system, values, expected) => {
  const prompt = parsePrompt({ user: 'Q: {{mood}}', ...(system && { system }) });
  expect(requestOf(prompt, values)).toEqual({
    ...expected,
    turns: [{ role: 'user', text: `Q: ${values.mood ?? ''}` }],
  });
});
