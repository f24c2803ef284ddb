import { describe, expect, test } from '@jest/globals';
import type { Example, LandedRow } from '../../../operations/warehouse/examples';
import { cardLines, exampleLines } from '../../../cli/render/card-lines';
import type { DatasetCard } from '../../../schemas/generated/types';
import { datasetCard, plain } from '../reports';

const now = Date.parse('2026-11-23T12:00:05.000Z');
const shown = (changes: Partial<DatasetCard> = {}): string[] =>
  cardLines(datasetCard(changes), now).flatMap((paragraph) => plain(paragraph).split('\n'));
const evil = '\u001b]0;x\u0007\u202e=1\n  ✔ fine';

describe('the card of a version', () => {
  test('says what it holds, from what, and how it was made', () => {
    expect(shown()).toEqual([
      '  Dataset      3f9a2c1b77de of email-summary, made by run 20261123-3f9a2c1b 2 hours ago',
      '  Examples     1,067 train · 118 evaluation, of 1,189 selected',
      '  Left out     4 exact duplicates',
      '  Sources      customers     300 rows   customers.csv',
      '               emails      1,189 rows   emails.jsonl',
      '  Statistics                           train      evaluation',
      '               examples                1,067             118',
      '               groups                     18               2',
      '               prompt tokens   45 / 90 / 180   45 / 90 / 180',
      '               target tokens   45 / 90 / 180   45 / 90 / 180',
      '               all tokens            100,000         100,000',
      '               languages            en 100 %        en 100 %',
      '               tokens: median / 95th percentile / most, by estimate (one per four bytes)',
      "  Checks       ✔ exactDuplicates   4 of 1,189 examples (0.3 %) repeat another's prompt and target",
      '  Samples      e0001   train',
      '                 "Hi"',
      '                 → "Ana says hi."',
      '  Made with    training.sql 91ab, prompt b6f0c0e37a1d',
      '               split: 10 % evaluation, salt "v1"',
      '  Files        gs://landfall-local-artifacts/datasets/email-summary/3f9a2c1b77de/train.jsonl',
      '               gs://landfall-local-artifacts/datasets/email-summary/3f9a2c1b77de/evaluation.jsonl',
      '               gs://landfall-local-artifacts/datasets/email-summary/3f9a2c1b77de/lineage.jsonl',
      '               gs://landfall-local-artifacts/datasets/email-summary/3f9a2c1b77de/card.md',
      '  Table        landfall-local.landfall_training.email_summary_3f9a2c1b77de',
      '  Next         npx landfall dataset 3f9a2c1b77de --line train:1   (an example, and the rows behind it)',
      '               npx landfall datasets   (other versions, to compare with: npx landfall diff)',
    ]);
  });

  test('says how many answers of production joined it, and why others did not', () => {
    const curated = {
      corrected: 1200,
      rated: 3,
      train: 1100,
      evaluation: 103,
      validation: 0,
      leftOut: { contradicted: 4, inBatch: 2 },
    };
    const text = shown({ curated }).join(' ').replace(/ +/g, ' ');
    expect(text).toContain(
      'Production answers of it: 1,200 corrected · 3 rated: 1,100 train · 103 evaluation; left out: 4 contradicted · 2 that the batch has, too',
    );
  });

  test('names of very many labels the most frequent and the rarest', () => {
    const [train] = datasetCard().statistics;
    const labels = Object.fromEntries(Array.from({ length: 77 }, (_, i) => [`label ${i}`, 100 - i]));
    const text = shown({ statistics: [{ ...train!, labels }] })
      .join(' ')
      .replace(/ +/g, ' ');
    expect(text).toContain('Labels 77 in training: "label 0" 100 ·');
    expect(text).toContain('… · "label 73" 27 · "label 74" 26 · "label 75" 25 · "label 76" 24');
  });

  test('passes on nothing of the data that would steer a terminal or forge a line', () => {
    const [train] = datasetCard().statistics;
    const lines = shown({
      samples: [{ key: evil, split: evil, prompt: evil, target: evil, origins: [] }],
      statistics: [{ ...train!, labels: { [evil]: 1 }, languages: { [evil]: 1 } }],
      leftOut: { [evil]: 2 },
      sources: [
        { source: evil, rows: 1, objects: [{ uri: `gs://b/p/x/${evil}`, generation: '1', digest: 'd', rows: 1 }] },
      ],
    });
    for (const line of lines) {
      expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
      expect(line).not.toMatch(/^\s*✔ fine/);
    }
  });
});

describe('an example', () => {
  const example: Example = {
    key: 'e1',
    split: 'train',
    line: 17,
    system: 'Be brief.',
    history: [{ role: 'model', text: 'Hello' }],
    prompt: 'Hi\nthere',
    target: 'Ana says hi.',
    personalData: ['email'],
    origins: [],
  };
  const row: LandedRow = {
    uri: 'gs://l/p/b/emails.jsonl',
    generation: '1795428000000001',
    row: 1,
    line: 2,
    values: { id: 'e1', body: '=1+1', customer: null },
  };
  const text = (changes: Partial<Example>, rows: LandedRow[]): string[] =>
    exampleLines(datasetCard(), { ...example, ...changes }, rows).flatMap((each) => plain(each).split('\n'));

  test('is shown as the model sees it, and then row by row what it was made of', () => {
    expect(text({}, [row, { ...row, row: 2, values: undefined, gone: 'gs://a/clean.jsonl is gone' }])).toEqual([
      '  Example      e1, line 17 of train, version 3f9a2c1b77de of email-summary',
      '  Holds        personal data: email',
      '',
      '  System       Be brief.',
      '  Model        Hello',
      '  Prompt       Hi',
      '               there',
      '  Target       Ana says hi.',
      '',
      '  Made of      gs://l/p/b/emails.jsonl, row 1, line 2',
      '               generation 1795428000000001',
      '                 id         "e1"',
      '                 body       "=1+1"',
      '                 customer   null',
      '               gs://l/p/b/emails.jsonl, row 2',
      '               generation 1795428000000001',
      '                 cannot be shown: gs://a/clean.jsonl is gone',
    ]);
  });

  test('that production has answered leads to the answer', () => {
    const answer = '0193a5c0-0000-7000-8000-000000000001';
    const origin = { uri: `landfall://predictions/${answer}`, generation: '', row: 0, answer };
    expect(text({}, [origin])).toContain(`  Made of      an answer of production: npx landfall why ${answer}`);
  });

  test('that was left out says why', () => {
    const lines = text({ split: undefined, line: undefined, leftOut: 'personalData', prompt: undefined }, []);
    expect(lines[0]).toContain('e1, left out: with personal data, version');
    expect(lines).toContain('  Prompt       (not kept: it held personal data)');
  });

  test('passes on nothing of the data that would steer a terminal', () => {
    const lines = text(
      { key: evil, system: evil, prompt: evil, target: evil, history: [{ role: evil as 'user', text: evil }] },
      [{ ...row, uri: evil, values: { [evil]: evil }, gone: evil }],
    );
    for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});
