import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPromptFile } from '../../compiler/prompt-file';

const folder = mkdtempSync(join(tmpdir(), 'landfall-prompt-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const problemsOf = (text: string): string[] => {
  const path = join(folder, 'prompt.yaml');
  writeFileSync(path, text);
  return readPromptFile(path, 'prompt.yaml').problems.map(({ line, reason }) => `${line}: ${reason}`);
};

test.each([
  ['no types', "user: '{{email}}'\n", []],
  ['a type for each field', "user: '{{email}} {{age}}'\ninput:\n  schema:\n    email: string\n    age: integer\n", []],
  [
    'a field without one',
    "user: '{{email}} {{age}}'\ninput:\n  schema:\n    email: string\n",
    ['3: the field age has no type: input.schema names every field'],
  ],
  [
    'a type of no field',
    "user: '{{email}}'\ninput:\n  schema:\n    email: string\n    age: integer\n",
    ['5: the prompt has no field {{age}}'],
  ],
  [
    'a type that is none',
    "user: '{{age}}'\ninput:\n  schema:\n    age: number\n",
    ['4: input.schema.age must be one of "string", "integer", "boolean"'],
  ],
  [
    'examples and settings',
    "user: '{{a}}'\nexamples:\n  - { user: q, model: r }\ngeneration: { temperature: 0.5, stopSequences: [END] }\n",
    [],
  ],
  ['an example without an answer', "user: '{{a}}'\nexamples:\n  - user: q\n", ['3: examples.0 lacks "model"']],
  [
    'an example whose answer has no text',
    "user: '{{a}}'\nexamples:\n  - user: q\n    model: ' '\n",
    ['4: example 1: the turn of the model has no text'],
  ],
  [
    'a field in an example',
    "user: '{{a}}'\nexamples:\n  - { user: q, model: r }\n  - user: 'about {{b}}'\n    model: r\n",
    ['4: example 2 has {{b}}, and an example is a fixed text: write a value in its place'],
  ],
  [
    'a setting that is none',
    "user: '{{a}}'\ngeneration:\n  topK: 40\n",
    ['3: generation has no setting "topK"; there are temperature, topP, maxOutputTokens, stopSequences'],
  ],
  [
    'a setting that is too much',
    "user: '{{a}}'\ngeneration:\n  temperature: 3\n",
    ['3: generation.temperature must be <= 2'],
  ],
])('%s', (_, text, problems) => expect(problemsOf(text)).toEqual(problems));
