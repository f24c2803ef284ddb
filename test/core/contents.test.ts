import { expect, test } from '@jest/globals';
import { requestOf } from '../../core/contents';
import { parsePrompt } from '../../core/prompt';

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
