import { afterEach, describe, expect, test } from '@jest/globals';
import type { Changes } from '../../../operations/warehouse/changes';
import { compareVersions, type Comparison } from '../../../operations/runs/comparison';
import { describeVersion, diffLines } from '../../../cli/render/diff-lines';
import { check, datasetCard, plain } from '../reports';
import { width } from '../../../cli/render/text';

const before = { card: datasetCard() };
const after = { card: datasetCard({ version: 'a81b00000000', madeByRun: '20261124-00000000', selected: 1190 }) };
const nothing: Changes = { changes: [], changed: 0 };
const same = compareVersions(before, before);

const lines = (changes: Changes, comparison: Comparison = same): string[] =>
  diffLines(before, after, changes, comparison).flatMap((paragraph) => plain(paragraph).split('\n'));

test('a version is told with its pipeline, its run and its age', () =>
  expect(describeVersion(after, Date.parse('2026-11-24T10:00:05.000Z'))).toBe(
    'a81b00000000 of email-summary, made by run 20261124-00000000 1 day ago',
  ));

describe('the examples that differ', () => {
  test('are none when every one is the same', () =>
    expect(lines(nothing)).toContain('  Examples     every example is the same'));

  test('are counted, the first ones shown, change by change', () => {
    const shown = lines({
      changed: 3,
      changes: [
        {
          change: 'added',
          count: 12,
          examples: [{ key: 'e1201', before: 'sampling', after: 'Hi\n=1', target: 'Ana …' }],
        },
        { change: 'removed', count: 1, examples: [{ key: 'e9', before: 'train' }] },
        { change: 'target', count: 1, examples: [{ key: '=e7', before: 'yes', after: 'no' }] },
        { change: 'split', count: 1, examples: [{ key: 'e8', before: 'train', after: 'evaluation' }] },
        { change: 'leftOut', count: 1, examples: [{ key: 'e6', before: 'train', after: 'exactDuplicates' }] },
      ],
    });
    const from = shown.findIndex((line) => line.startsWith('  Examples'));
    expect(shown.slice(from, shown.findIndex((line) => line.startsWith('  Figures')) - 1)).toEqual([
      '  Examples     1,185 examples the same',
      '  Added        12 examples in the newer version only',
      '                 e1201   left out: sampling',
      '                   + "Hi\\n=1" → "Ana …"',
      '                 and 11 more',
      '  Removed      1 example in the older version only',
      '                 e9   train',
      '                   - its text is not kept',
      '  Target       1 example with another target',
      '                 "=e7"',
      '                   - "yes"',
      '                   + "no"',
      '  Split        1 example in another split',
      '                 e8   train → evaluation',
      '  Left out     1 example used in one version only, or left out for another reason',
      '                 e6   train → left out: exactDuplicates',
    ]);
  });

  test('long texts are shown from where they begin to differ', () => {
    const long = 'x'.repeat(300);
    const examples = [{ key: 'e7', before: `${long} old`, after: `${long} new` }];
    const shown = lines({ changed: 1, changes: [{ change: 'prompt', count: 1, examples }] });
    expect(shown).toContain(`                   - "…${'x'.repeat(23)} old"`);
    expect(shown).toContain(`                   + "…${'x'.repeat(23)} new"`);
  });
});

describe('figures, checks and settings', () => {
  test('that differ are marked', () => {
    const warned = check({ outcome: 'warned', measured: 0.02 });
    const card = datasetCard({ selected: 1190, checks: [warned], split: { evaluationShare: 0.2, salt: 'v1' } });
    const shown = lines(nothing, compareVersions(before, { card }));
    expect(shown).toContainEqual(expect.stringMatching(/≠ {2}examples selected +1,189 +1,190 +\+1$/));
    expect(shown).toContainEqual(expect.stringMatching(/^ {18}rows of emails +1,189 +1,189$/));
    expect(shown).toContainEqual(expect.stringMatching(/≠ {2}uniqueness of emails +not made +! 2 %$/));
    expect(shown).toContainEqual(expect.stringMatching(/≠ {2}training\.split\.evaluationShare {2}0\.1 → 0\.2$/));
  });

  test('that are the same are said to be', () => expect(lines(nothing)).toContain('  Settings     the same'));

  test('of hundreds of labels only those are shown that differ', () => {
    const labels = (count: number) =>
      Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`l${i}`, i === 7 ? count : 5]));
    const [train] = before.card.statistics;
    const of = (count: number) => ({ card: datasetCard({ statistics: [{ ...train!, labels: labels(count) }] }) });
    const shown = lines(nothing, compareVersions(of(5), of(6)));
    expect(shown).toContainEqual(expect.stringMatching(/≠ {2}train: label "l7" +5 {2}6 {2}\+1$/));
    expect(shown.length).toBeLessThan(20);
  });

  test('texts are shown line by line, and steer no terminal', () => {
    const evil = datasetCard({ trainingSql: 'SELECT\u001b[2J 1' });
    expect(lines(nothing, compareVersions(before, { card: evil }))).toContain('                 +SELECT\\u001b[2J 1');
  });
});

test('a check that measured nothing has no tick, one that was not made is none', () => {
  const unmeasured = check({ subject: undefined, measured: null, outcome: 'passed' });
  const made = { card: datasetCard({ checks: [unmeasured] }) };
  const none = { card: datasetCard({ checks: [] }) };
  expect(lines(nothing, compareVersions(made, made))).toContain(
    '  Checks          uniqueness  – not measured  – not measured',
  );
  expect(lines(nothing, compareVersions(none, made))).toContain(
    '  Checks       ≠  uniqueness  not made  – not measured',
  );
});

describe('on a terminal', () => {
  const stdout = process.stdout as { columns?: number };
  afterEach(() => {
    delete stdout.columns;
  });

  test.each([60, 80, 120])('of %d columns everything but a text keeps within it', (columns) => {
    stdout.columns = columns;
    const long = check({
      subject: 'gemini-3.5-flash-lite',
      name: 'trainingTokens',
      unit: 'tokens',
      measured: 1_234_567,
    });
    const label = `label "${'x'.repeat(60)}"`;
    const [train] = before.card.statistics;
    const sideOf = (measured: number) => ({
      card: datasetCard({
        checks: [check(), { ...long, measured }, { ...long, name: 'targetsThatAreTooLongToBeSaid', measured }],
        statistics: [{ ...train!, labels: { [label]: measured } }],
        split: { evaluationShare: measured / 1e9, salt: 'of a length that nobody would ever choose' },
      }),
    });
    const changes = (['added', 'removed', 'split', 'leftOut', 'target'] as const).map((change) => ({
      change,
      count: 1000,
      examples: [{ key: 'k'.repeat(90), before: 'exactDuplicates', after: 'train', target: 'yes' }],
    }));
    const shown = diffLines(
      sideOf(1_234_567),
      sideOf(2_345_678),
      { changed: 9, changes },
      compareVersions(sideOf(1_234_567), sideOf(2_345_678)),
    );
    for (const line of shown.flatMap((paragraph) => plain(paragraph).split('\n')))
      expect([line, width(line) < columns]).toEqual([line, true]);
    expect(shown.map(plain).join('\n')).toContain('✔ 2,345,678 tokens');
  });
});
