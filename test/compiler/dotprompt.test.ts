import { afterAll, describe, expect, test } from '@jest/globals';
import { Dotprompt } from 'dotprompt';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPromptFile, type ReadPrompt } from '../../compiler/prompt-file';
import { requestOf } from '../../core/contents';
import { parsePrompt, type FieldValue } from '../../core/prompt';

const folder = mkdtempSync(join(tmpdir(), 'landfall-dotprompt-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string): ReadPrompt {
  const path = join(folder, 'some.prompt');
  writeFileSync(path, text);
  return readPromptFile(path, 'some.prompt');
}
const templateOf = (text: string) => {
  const { template, problems } = read(text);
  expect(problems).toEqual([]);
  return template!;
};
const problemsOf = (text: string) => read(text).problems.map(({ line, reason }) => `${line}: ${reason}`);

const whole = `---
# Intents of a bank's customers
input:
  schema:
    text: string, what the customer writes
config:
  temperature: 0
  maxOutputTokens: 16
---
{{! The labels are those of training.sql. }}
{{role "system"}}
Name the intent.

{{role "user"}}Where is my card?
{{role "model"}}card_arrival
{{role "user"}}
{{ text }}
`;

describe('a .prompt file', () => {
  test('is the template that prompt.yaml would hold', () => {
    expect(templateOf(whole)).toEqual({
      system: 'Name the intent.',
      user: '{{text}}',
      input: { schema: { text: 'string' } },
      generation: { temperature: 0, maxOutputTokens: 16 },
      examples: [{ user: 'Where is my card?', model: 'card_arrival' }],
    });
  });

  test('has the digest of a prompt.yaml that says the same, and the same one from a checkout on Windows', () => {
    const { digest } = parsePrompt({ system: 'Name the\nintent.', user: '{{text}}' });
    const text = '{{role "system"}}Name the\nintent.\n{{role "user"}}\n{{text}}\n';
    for (const same of [
      text,
      text.replaceAll('\n', '\r\n'),
      `\ufeff${text}`,
      `---\n---\n${text}`,
      `---\r\n---\r\n${text}`,
    ])
      expect(parsePrompt(templateOf(same)).digest).toBe(digest);
  });

  test.each<[string, string, Record<string, FieldValue>]>([
    ['without roles', 'Say {{a}} & "{{b}}" <twice>.', { a: 'x & y', b: '<z>' }],
    ['with front matter', whole, { text: '{{a}} & \\' }],
    [
      'of several turns',
      whole.replace('schema:', 'schema:\n    a: integer').replace('Name', '{{a}}: name'),
      { a: 7, text: true },
    ],
    ['with comments', '{{!-- {{a}} --}}Hi {{! x }}{{a}}', { a: 'A' }],
    ['whose tags take white space away', '{{role "user"~}}   Hi   {{~a~}}   there', { a: 'A' }],
    ['with backslashes and braces', '{ "a": {{a}} } \\d \\\\ } }', { a: 1 }],
    ['of hostile text', '@a {{a}} ?? `x` $& $1 </s> <<<x>>> %s', { a: "'; DROP TABLE x; --" }],
  ])('comes to what dotprompt itself makes of it, but for white space around turns: %s', async (_, text, input) => {
    const { system, turns } = requestOf(parsePrompt(templateOf(text)), input);
    const { messages } = await new Dotprompt().render(text, { input });
    const said = messages.map(({ role, content }) => [
      role,
      content
        .map((part) => (part as { text: string }).text)
        .join('')
        .trim(),
    ]);
    expect([
      ...(system === undefined ? [] : [['system', system]]),
      ...turns.map((turn) => [turn.role, turn.text]),
    ]).toEqual(said);
  });

  test('of a megabyte is read', () => {
    const text = 'word '.repeat(200_000);
    expect(templateOf(`{{role "system"}}${text}{{role "user"}}{{a}}`).system).toHaveLength(999_999);
  });
});

const logic =
  'a prompt has no logic, since the warehouse renders it too: make the text a column of training.sql, or write another prompt';
const noHelpers = 'a prompt has no helpers but role, since the warehouse renders it too';
const noName = 'this is no name of a field: small letters, digits and _, such as {{text}}';
const rolesThere = 'a role is one of {{role "system"}}, {{role "user"}}, {{role "model"}}';

test.each<[string, string, string[]]>([
  [
    'a front matter without an end',
    '---\nconfig: {}\n{{a}}',
    ['1: the front matter that begins here has no end: a line of --- closes it'],
  ],
  [
    'a front matter that is no YAML',
    '---\nconfig:\n  a: [1\n---\n{{a}}',
    ['3: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ],
  [
    'a front matter of one text',
    '---\nhello\n---\n{{a}}',
    ['2: the front matter is no map of keys: write input or config'],
  ],
  [
    'a key that is said elsewhere',
    '---\nmodel: googleai/gemini-2.5-flash\ntools: [x]\n---\n{{a}}',
    [
      '2: the front matter has no use for "model": who is asked is said by the candidates of pipeline.yaml, or by the step of a chain; there are input and config',
      '3: the front matter has no use for "tools": leave it out; there are input and config',
    ],
  ],
  [
    'a setting that is none',
    '---\nconfig:\n  topK: 3\n---\n{{a}}',
    ['3: config has no setting "topK"; there are temperature, topP, maxOutputTokens, stopSequences'],
  ],
  [
    'a setting of another type',
    '---\nconfig:\n  temperature: hot\n---\n{{a}}',
    ['3: config.temperature must be number'],
  ],
  [
    'a type that is none',
    '---\ninput:\n  schema:\n    a: number, of days\n---\n{{a}}',
    ['4: input.schema.a must be one of "string", "integer", "boolean"'],
  ],
  [
    'a field without a type',
    '---\ninput:\n  schema: { a: string }\n---\n{{a}} {{b}}',
    ['3: the field b has no type: input.schema names every field'],
  ],
  ['input that is a text', '---\ninput: a\n---\n{{a}}', ['2: input must be object']],
  ['logic', 'x\n{{#if a}}y{{/if}}', [`2: {{#if a}}: ${logic}`]],
  ['a loop', '{{a}}\n{{#each b}}{{this}}{{/each}}', [`2: {{#each b}}: ${logic}`]],
  ['a partial', '{{a}} {{> head}}', ['1: {{> head}}: a prompt is whole in its file: write the text in its place']],
  ['a picture', '{{a}} {{media url=b}}', [`1: {{media url=b}}: ${noHelpers}`]],
  ['a helper', '{{json a}}', [`1: {{json a}}: ${noHelpers}`]],
  ['a helper that looks like a field', '{{a}} {{log}}', [`1: {{log}}: ${noHelpers}`]],
  ['three braces', '{{{a}}}', ['1: {{{a}}}: nothing is escaped here: write {{a}}']],
  [
    'a place for the history',
    '{{history}}{{role "user"}}{{a}}',
    ['1: {{history}}: what was said before always stands between the examples and the question: leave it out'],
  ],
  [
    'names that are none',
    '{{A}} {{a.b}} {{@a}} {{../a}} {{this}} {{true}} {{1}}',
    ['A', 'a.b', '@a', '../a', 'this', 'true', '1'].map((name) => `1: {{${name}}}: ${noName}`),
  ],
  [
    'braces that are no field',
    '\\{{a}} {{b}}',
    ['1: a name in double braces is a field here, with a backslash before it too'],
  ],
  [
    'braces without an end',
    'x\n{{a',
    ['2: this is no template of Handlebars: braces that are not closed, or hold nothing'],
  ],
  [
    'empty braces',
    '{{a}}\n\n{{}}',
    ['3: this is no template of Handlebars: braces that are not closed, or hold nothing'],
  ],
  ['a block without an end', '{{#if a}}\nx', ['2: this is no template of Handlebars: it ends within what was begun']],
  ['an unknown role', '{{role "tool"}}{{a}}', [`1: {{role "tool"}}: ${rolesThere}`]],
  ['a role that is a field', '{{role a}}{{a}}', [`1: {{role a}}: ${rolesThere}`]],
  [
    'an example without an answer',
    '{{role "user"}}q\n{{role "user"}}{{a}}',
    ['2: a turn of the user stands where one of the model belongs: an example is a question and its answer'],
  ],
  [
    'an answer without a question',
    '{{role "model"}}r\n{{role "user"}}{{a}}',
    ['1: a turn of the model stands where one of the user belongs: an example is a question and its answer'],
  ],
  [
    'an example of which the answer is empty',
    '{{role "user"}}q\n{{role "model"}}\n{{role "user"}}{{a}}',
    ['2: the turn of the model has no text'],
  ],
  [
    'no question',
    '{{role "user"}}{{a}}\n{{role "model"}}r',
    ['2: the last turn has to be the question: {{role "user"}}'],
  ],
  [
    'an instruction alone',
    '---\nconfig: {}\n---\n{{role "system"}}{{a}}',
    ['4: the last turn has to be the question: {{role "user"}}'],
  ],
  [
    'an instruction that comes late',
    '{{a}}\n{{role "system"}}x',
    ['2: the system instruction stands before all other turns, and once'],
  ],
  [
    'a field in an example',
    '---\nconfig: { topP: 1 }\n---\n{{role "user"}}about {{b}}{{role "model"}}r\n{{role "user"}}{{a}}',
    ['4: example 1 has {{b}}, and an example is a fixed text: write a value in its place'],
  ],
  ['an empty file', '', ['1: the turn of the user has no text']],
])('what is wrong in it is told with its line: %s', (_, text, problems) => expect(problemsOf(text)).toEqual(problems));

test('what cannot be read is a problem, as of any file', () => {
  expect(readPromptFile(join(folder, 'none.prompt'), 'none.prompt').problems).toEqual([
    { file: 'none.prompt', line: 1, reason: 'there is no such file' },
  ]);
  writeFileSync(join(folder, 'latin.prompt'), Buffer.from([0x7b, 0xe9]));
  expect(readPromptFile(join(folder, 'latin.prompt'), 'latin.prompt').problems[0]!.reason).toBe(
    'the file is not UTF-8',
  );
});
