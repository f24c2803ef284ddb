import { describe, expect, test } from '@jest/globals';
import { decisionLines, runsTable } from '../../../cli/commands/runs';
import { deriveRun } from '../../../operations/runs/run-view';
import { plain } from '../reports';
import { verdictText } from '../../../core/verdict/words';
import { approval, atGate, canary, waiting } from '../rollout-examples';
import { at, comparisons, ended, failed, record, wholeRun } from '../runs';

const now = Date.parse(at(3600));
const views = [
  Object.values(wholeRun),
  [failed('validate', 3, 4, 'the file is empty')],
  [wholeRun.validate, ended('deploy', 70, 70, 'run.cancelled', { stage: 'transform' })],
].map((results) => deriveRun({ record, results: new Map(results.map((result) => [result.stage, result])) }, now));

test('a run is a line: how it ended, and what of', () => {
  expect(runsTable(views, now, 120).map(plain)).toEqual([
    'run                pipeline       status           took  begun           result',
    '20261123-3f9a2c1b  email-summary  deployed   1 min 22 s  59 minutes ago  lora-8, ROUGE-L 0.58',
    '20261123-3f9a2c1b  email-summary  failed          3.0 s  59 minutes ago  validate: the file is empty',
    '20261123-3f9a2c1b  email-summary  cancelled   1 min 9 s  59 minutes ago  in transform',
  ]);
});

test.each([60, 80, 120])('lines keep within %d columns, and no word of them is broken', (columns) => {
  const lines = runsTable(views, now, columns).map(plain);
  for (const line of lines) expect(line.length).toBeLessThan(columns);
  expect(lines.join('\n')).toMatch(/ROUGE-L\s+0\.58/);
});

describe('a run that was refused', () => {
  const reasons = comparisons.filter(({ verdict }) => verdict !== 'better').map(verdictText);
  const data = { examples: 118, metrics: { 'lora-16': { rougeL: 0.7 } }, intervals: {}, candidates: [], comparisons };
  const results = [
    ended('evaluate', 61, 81, 'model.evaluated', data),
    ended('deploy', 82, 83, 'deployment.refused', { reasons, fix: 'more examples' }),
  ];
  const refused = deriveRun({ record, results: new Map(results.map((result) => [result.stage, result])) }, now);

  test.each([60, 80, 100, 120])('is a line at %d columns', (columns) => {
    const lines = runsTable([refused, refused], now, columns).map(plain);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/ refused .*…$/);
    expect(lines[1]!.length).toBeLessThan(columns);
  });

  test('is told whole in a pipe, by its first reason in short', () => {
    const [, line] = runsTable([refused], now).map(plain);
    expect(line!.split('\t').at(-1)).toBe('lora-16 cannot be told from production: production is gone.');
  });

  test('says at 80 columns when it was begun, where its pipeline has a short name', () => {
    expect(plain(runsTable([{ ...refused, pipeline: 'clinc' }], now, 80)[1]!)).toContain('59 minutes ago');
  });
});

describe('a run that a person decides on', () => {
  const asked = [
    atGate({ waiting, verdicts: [] }),
    atGate({ canary, verdicts: [] }),
    atGate({ waiting, approval, verdicts: [] }),
  ];

  test('is told in its row, in a pipe with the commands', () => {
    const results = runsTable(asked, now).map((line) => plain(line).split('\t').at(-1));
    expect(results.slice(1)).toEqual([
      'lora-8 has waited 11 minutes for approval · npx landfall approve 20261123-3f9a2c1b · npx landfall reject 20261123-3f9a2c1b --reason WHY',
      'canary lora-16, step 2 of 3, at 10 %, for 3 minutes · npx landfall rollback email-summary   (ends the canary)',
      'approved by ada@example.com: goes on within a minute',
    ]);
  });

  test('is told on a terminal with the commands below, at 80 columns too', () => {
    const lines = [...runsTable(asked, now, 80), ...decisionLines(asked)].flatMap((line) => plain(line).split('\n'));
    for (const line of lines) expect(line.length).toBeLessThan(80);
    expect(lines.slice(5)).toEqual([
      '  To decide    20261123-3f9a2c1b of email-summary',
      '               npx landfall approve 20261123-3f9a2c1b',
      '               npx landfall reject 20261123-3f9a2c1b --reason WHY',
      '               20261123-3f9a2c1b of email-summary',
      '               npx landfall rollback email-summary   (ends the canary)',
    ]);
  });

  test('of others nothing stands below the table', () => expect(decisionLines(views)).toEqual([]));
});
