import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { askCommand, inputWords } from '../../cli/ask-command';
import type { Ledger } from '../../operations/ledger/ledger';
import { shellWord } from '../../core/shell-word';
import { visible } from '../../core/wording';
import type { Configuration, EvaluationReport } from '../../schemas/generated/types';
import { datasetCard } from './reports';
import { record, wholeRun } from './runs';

/** What a command gets of words that were printed to a terminal and pasted into bash. */
function pasted(words: string): string[] {
  const script = `for word in ${visible(words)}; do printf '%s\\0' "$word"; done`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

describe('a word of a shell comes through as it was', () => {
  test.each([
    ['plain.csv'],
    ['two words'],
    [''],
    ['it\'s $HOME `id` \\n ! "quoted"'],
    ["two\nlines, it's a \\ and a tab\t."],
    ['a carriage return\r\nand \u200bnothing\u202e'],
    ['Grüße 👩‍👩‍👧 漢字\n'],
    ['-x'],
    ['*'],
  ])('%j', (text) => expect(pasted(shellWord(text))).toEqual([text]));
});

describe('what is asked on the command line', () => {
  test.each<[Record<string, string>, string[]]>([
    [{ email: "It's me" }, ["It's me"]],
    [{ email: '--help' }, ['--input', 'email=--help']],
    [{ a: 'x=y\nz', b: '' }, ['--input', 'a=x=y\nz', '--input', 'b=']],
  ])('of %j is %j', (values, words) => expect(pasted(inputWords(values).join(' '))).toEqual(words));
});

describe('the command that is suggested', () => {
  const line = (user: string): string =>
    JSON.stringify({
      contents: [
        { role: 'user', parts: [{ text: user }] },
        { role: 'model', parts: [{ text: 'ok' }] },
      ],
    });
  const lines = [
    line('From: Ana\n\n'),
    line(`From: Bo\n\n${'long '.repeat(100)}`),
    line("From: Cy\n\nIt's 5 > 3; ok?"),
  ];
  const report = { predictions: [1, 2, 3].map((each) => ({ line: each })) } as unknown as EvaluationReport;
  const prompt = { user: 'From: {{from}}\n\n{{body}}' };
  const view = {
    pipeline: 'tickets',
    record: { ...record, configuration: { ...record.configuration, prompt } as unknown as Configuration },
    evaluated: wholeRun.evaluate.output!.data as never,
    versioned: wholeRun.transform.output!.data as never,
  };
  const ledgerWith = (examples: string[]) =>
    ({
      readText: async () => JSON.stringify(report),
      readCard: async () => datasetCard(),
      async *readLines() {
        yield* examples;
      },
    }) as unknown as Ledger;

  test('asks with every field of a held-out example: the first that is short and has no empty field', async () => {
    const command = await askCommand(ledgerWith(lines), view);
    expect(command.startsWith('npx landfall ask tickets --input ')).toBe(true);
    expect(pasted(command)).toEqual(
      'npx landfall ask tickets --input from=Cy --input'.split(' ').concat("body=It's 5 > 3; ok?"),
    );
  });

  test('asks with a long one where all are long', async () => {
    expect(pasted(await askCommand(ledgerWith(lines.slice(0, 2)), view)).at(-1)).toBe(`body=${'long '.repeat(100)}`);
  });

  test('is the command alone where nothing is held out any more: it says what it wants', async () => {
    expect(await askCommand(ledgerWith([]), view)).toBe('npx landfall ask tickets');
    const { evaluated: _, ...before } = view;
    expect(await askCommand(ledgerWith(lines), before)).toBe('npx landfall ask tickets');
  });
});
