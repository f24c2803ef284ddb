import { expect, test } from '@jest/globals';
import { parsePrompt } from '../../../../core/prompt';
import { comparedText } from '../../../../functions/transform/version/compared-text';

const history = String.raw`COALESCE(CONCAT(REGEXP_REPLACE(history, r'"role":"(?:user|model)"|"text":', ' '), ' '), '')`;

test.each<[string, Parameters<typeof parsePrompt>[0], string, Record<string, string>]>([
  ['a bare field is the user prompt', { user: '{{text}}' }, `CONCAT(${history}, user_prompt)`, {}],
  [
    'a system prompt that all examples share is left out',
    { system: 'Name the intent of the message.', user: '{{text}}' },
    `CONCAT(${history}, user_prompt)`,
    {},
  ],
  [
    'one with fields is taken in, without its own words',
    { system: 'You are the assistant of {{shop}}.', user: '{{text}}' },
    `CONCAT(${history}, REPLACE(system_prompt, @boilerplate_0, ' '), ' ', user_prompt)`,
    { boilerplate_0: 'You are the assistant of ' },
  ],
  [
    "a template's own words are taken out, but not one or two, which may be the example's",
    { user: 'Subject: {{subject}}\nThe message of the customer: {{text}}\n\nAnswer in one sentence.' },
    `CONCAT(${history}, REPLACE(REPLACE(user_prompt, @boilerplate_0, ' '), @boilerplate_1, ' '))`,
    { boilerplate_0: '\nThe message of the customer: ', boilerplate_1: '\n\nAnswer in one sentence.' },
  ],
])('%s', (_, template, sql, params) => {
  expect(comparedText(parsePrompt(template))).toEqual({ sql, params });
});
