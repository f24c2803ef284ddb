import { expect, test } from '@jest/globals';
import type { KnownPrompt } from '../../../cli/prompts';
import { promptDiffLines, promptsTable, usesTable } from '../../../cli/render/prompt-lines';
import { plain } from '../reports';

const use = { kind: 'tuned' as const, metric: 'rougeL' };
const prompts: KnownPrompt[] = [
  {
    pipeline: 'email-summary',
    digest: 'a'.repeat(64),
    files: ['prompt.yaml'],
    template: { user: '{{email}}' },
    fields: ['email'],
    usedBy: ['lora-8', 'lora-16'],
    production: { run: '20261122-00000001', candidate: 'lora-8' },
    uses: [
      { ...use, run: '20261123-00000002', candidate: 'lora-8', score: 0.6 },
      { ...use, run: '20261122-00000001', candidate: 'lora-8', score: 0.58, verdict: 'lora-8 is better than base.' },
    ],
  },
  {
    pipeline: 'email-summary',
    digest: 'b'.repeat(64),
    files: ['polite.yaml'],
    template: { system: 'Be polite to {{first_name}}.', user: '{{email}}' },
    fields: ['first_name', 'email'],
    usedBy: [],
    uses: [
      { ...use, run: '20261123-00000003', candidate: 'p' },
      { ...use, run: '20261123-00000002', candidate: 'p', score: 0.3 },
      { ...use, run: '20261123-00000002', candidate: 'q', score: 0.4 },
    ],
  },
];
const cells = (lines: string[]) => lines.map((line) => plain(line).split('\t'));

test('a prompt is a line; its score is what serves with it, else the best of its last evaluation', () => {
  expect(cells(promptsTable(prompts))).toEqual([
    ['pipeline', 'file', 'digest', 'used by', 'in production', 'runs', 'score', 'fields'],
    ['email-summary', 'prompt.yaml', 'aaaaaaaaaaaa', 'lora-8, lora-16', 'lora-8', '2', 'ROUGE-L 0.58', 'email'],
    ['email-summary', 'polite.yaml', 'bbbbbbbbbbbb', 'past runs', '–', '2', 'ROUGE-L 0.40', 'first_name, email'],
  ]);
});

test('where one has examples or settings, each says how many and which', () => {
  const [first, second] = prompts as [KnownPrompt, KnownPrompt];
  const examples = [{ user: 'It leaks.', model: 'A leak.' }];
  const shown = {
    ...second,
    template: { ...second.template, examples, generation: { temperature: 0.7, stopSequences: ['END'] } },
  };
  expect(cells(promptsTable([first, shown])).map((line) => line.slice(-3))).toEqual([
    ['fields', 'examples', 'settings'],
    ['email', '0', '–'],
    ['first_name, email', '1', 'temperature 0.7, stopSequences ["END"]'],
  ]);
});

test('each candidate of each run is a line below its digest, with what the comparisons found', () => {
  expect(cells(usesTable(prompts)).slice(1, 4)).toEqual([
    ['aaaaaaaaaaaa', '20261123-00000002', 'lora-8', 'tuned', 'ROUGE-L 0.60', 'not compared'],
    ['aaaaaaaaaaaa', '20261122-00000001', 'lora-8', 'tuned', 'ROUGE-L 0.58', 'lora-8 is better than base.'],
    ['bbbbbbbbbbbb', '20261123-00000003', 'p', 'tuned', '–', 'not compared'],
  ]);
});

test.each([60, 80, 120])('lines keep within %d columns', (columns) => {
  for (const line of [...promptsTable(prompts, columns), ...usesTable(prompts, columns)].map(plain))
    expect(line.length).toBeLessThan(columns);
});

test('two prompts differ line by line, in each of their parts', () => {
  const [before, after] = [
    { name: 'a.yaml', digest: 'a'.repeat(64), template: { system: 'Be brief.\nBe kind.', user: '{{email}}' } },
    { name: 'b.yaml', digest: 'b'.repeat(64), template: { system: 'Be brief.\nBe polite.', user: '{{email}}' } },
  ] as const;
  expect(promptDiffLines(before, after).map(plain)).toEqual([
    '--- a.yaml  aaaaaaaaaaaa',
    '+++ b.yaml  bbbbbbbbbbbb',
    'system:',
    '  @@ -1,2 +1,2 @@',
    '   Be brief.',
    '  -Be kind.',
    '  +Be polite.',
    'user: the same',
  ]);
  const examples = [{ user: 'It leaks.', model: 'A leak.' }];
  const shown = { ...before, template: { ...before.template, examples, generation: { temperature: 0.7 } } };
  expect(promptDiffLines(before, shown).map(plain).slice(2)).toEqual([
    'system: the same',
    'user: the same',
    'examples:',
    '  @@ -0,0 +1,2 @@',
    '  +user: It leaks.',
    '  +model: A leak.',
    'generation:',
    '  @@ -0,0 +1,1 @@',
    '  +temperature: 0.7',
  ]);
  const typed = { ...after, template: { ...after.template, input: { schema: { email: 'string' as const } } } };
  expect(promptDiffLines(after, typed).map(plain).slice(-3)).toEqual([
    'input.schema:',
    '  @@ -0,0 +1,1 @@',
    '  +email: string',
  ]);
});
