import { describe, expect, test } from '@jest/globals';
import { sectionLines } from '../../../cli/render/section-lines';
import { outcomeSections } from '../../../cli/run-sections';
import { deriveRun } from '../../../operations/runs/run-view';
import { verdictText } from '../../../core/verdict/words';
import type { StageResult } from '../../../schemas/generated/types';
import { plain } from '../reports';
import { comparisons, ended, record, wholeRun } from '../runs';

const metrics = { base: { rougeL: 0.11 }, 'lora-8': { rougeL: 0.58 }, 'lora-16': { rougeL: 0.7 } };
const allowance = { level: 0.05, wornOut: '9 decisions were made on these held-out rows' };
const evaluate = ended('evaluate', 61, 81, 'model.evaluated', {
  examples: 118,
  metrics,
  intervals: {},
  candidates: [],
  comparisons,
  allowance,
  looks: { taken: 1, planned: 5, examples: 118, plannedExamples: 590, answersSaved: 1416 },
});
const deploy = ended('deploy', 82, 83, 'endpoint.deployed', { champion: 'lora-16', endpoint: 'e' });

const lines = (isWhole: boolean, columns?: number, results: StageResult[] = [evaluate, deploy]): string[] => {
  const view = deriveRun({ record, results: new Map(results.map((result) => [result.stage, result])) }, 0);
  const sections = outcomeSections(view, { ask: '' }, isWhole).filter(
    ({ kind }) => kind === 'verdict' || kind === 'ending',
  );
  return sectionLines(sections, columns).flatMap((paragraph) => plain(paragraph).split('\n'));
};

test('a terminal is shown base, production, and the best naive rival, with those that say no', () => {
  expect(lines(true, 80).slice(1, 7)).toEqual([
    '  candidate  against          verdict         points (95 % interval)    n',
    '  lora-16    base             better                +68 (+59 to +76)  118',
    '  lora-16    nearest (naive)  better                +25 (+12 to +38)  118',
    '  lora-16    production       not measurable                       –    0',
    '  lora-8     base             better                +49 (+39 to +58)  118',
    '  lora-8     nearest (naive)  not measurable      -8.5 (-20 to +3.3)  118',
  ]);
});

test('a pipe is told every comparison, tab-separated', () => {
  expect(lines(true).filter((line) => line.split('\t').length === 5)).toHaveLength(1 + comparisons.length);
});

test('below it stands what decides, what the gate risks, that the held-out rows are worn, and at which look it ended', () => {
  expect(lines(true).slice(-4)).toEqual([
    '  Verdict      Whether lora-16 is better than production is not measurable: production is gone.',
    '               At most 5 % of runs promote a candidate that is no better.',
    '               9 decisions were made on these held-out rows.',
    '               Clear at look 1 of 5, after 118 of 590 examples: 1,416 answers not asked for.',
  ]);
});

test('the end of a run says it in a sentence', () => {
  expect(lines(false)).toEqual([
    '',
    '  Verdict      lora-16 is better than base by 68 points (+59 to +76), than the best naive answer (nearest) by 25 (+12 to +38); it cannot be told from production: production is gone.',
  ]);
});

describe('of a run that was refused', () => {
  const reasons = [
    'lora-8: rougeL 0.2 is under the minimum of 0.3',
    ...comparisons.filter(({ verdict }) => verdict !== 'better').map(verdictText),
  ];
  const refused = [evaluate, ended('deploy', 82, 83, 'deployment.refused', { reasons, fix: 'more examples' })];

  test('the end tells in short by what the gate said no, a line a candidate', () => {
    expect(lines(false, 80, refused)).toEqual([
      '',
      '✖ No candidate was deployed; production stays as it was.',
      '  Why    - lora-8: rougeL 0.2 is under the minimum of 0.3',
      '         - lora-16 cannot be told from production: production is gone.',
      '         - lora-8 cannot be told from the best naive answer (nearest): -8.5',
      '           points (-20 to +3.3), about 1,300 more held-out rows would tell.',
      '  Next   more examples',
      `         npx landfall run ${record.run}`,
    ]);
  });

  test('all of it is told where the whole run is', () => {
    const told = lines(true, 80, refused).join(' ').replaceAll(/\s+/g, ' ');
    for (const reason of reasons) expect(told.split(reason)).toHaveLength(2);
  });
});

test('a run that was evaluated before there were comparisons shows none', () => {
  expect(lines(true, 80, [wholeRun.evaluate, wholeRun.deploy])).toEqual([]);
});

test('of a first model whose gate asks for production alone, what is closest is told', () => {
  const alone = structuredClone(record);
  alone.configuration!.pipeline.deployment.gate.against = ['production'];
  const found = comparisons.filter(({ rival }) => rival !== 'production');
  const results = [
    { ...evaluate, output: { ...evaluate.output!, data: { ...evaluate.output!.data, comparisons: found } } },
  ];
  const view = deriveRun(
    {
      record: alone,
      results: new Map([
        ['evaluate', results[0]!],
        ['deploy', deploy],
      ]),
    },
    0,
  );
  const sections = outcomeSections(view, { ask: '' }, true).filter(({ kind }) => kind === 'verdict');
  expect(sectionLines(sections, 80).join('\n')).toContain('lora-16 is better than');
});
