import { describe, expect, test } from '@jest/globals';
import { markdownOf } from '../../../core/card/card-markdown';
import example from '../../../schemas/examples/dataset.json';
import type { DatasetCard } from '../../../schemas/generated/types';

const card = example as unknown as DatasetCard;

describe('a dataset card', () => {
  test('tells what of it production has answered', () => {
    const curated = {
      corrected: 12,
      rated: 3,
      train: 13,
      evaluation: 2,
      validation: 0,
      leftOut: { contradicted: 4 },
    };
    const page = markdownOf({ ...card, curated });
    expect(page).toContain('training.sql and production gave 1,189 examples');
    expect(page).toContain(
      [
        '## Answers of production',
        '',
        '12 corrected ones and 3 that were called good are among the examples: 13 train, 2 evaluation, 0 validation.',
        '',
        '| reason | left out | what that means |',
        '| --- | --: | --- |',
        '| contradicted | 4 | no more than half of those who were asked agree |',
      ].join('\n'),
    );
  });

  test('reads as a page', () => {
    expect(markdownOf(card).split('\n\n').slice(0, 7)).toEqual([
      '# email-summary: dataset version 3f9a2c1b77de',
      'Made 2026-11-23 10:00 UTC by run 20261123-3f9a2c1b. training.sql selected 1,189 examples, of which 1,185 (99.66 %) are used.',
      [
        '| split | examples | groups | prompt tokens (median / p95 / most) | target tokens | languages |',
        '| --- | --: | --: | --- | --- | --- |',
        '| train | 1,067 | 18 | 45 / 90 / 180 | 45 / 90 / 180 | en 1,067 |',
        '| evaluation | 118 | 2 | 45 / 90 / 180 | 45 / 90 / 180 | en 118 |',
      ].join('\n'),
      '## Left out',
      [
        '| reason | examples | what that means |',
        '| --- | --: | --- |',
        '| exactDuplicates | 4 | equal to another example in prompt and target |',
      ].join('\n'),
      '## Checks',
      [
        '| check | outcome | finding |',
        '| --- | --- | --- |',
        "| exactDuplicates | passed | 4 of 1,189 examples (0.3 %) repeat another's prompt and target |",
      ].join('\n'),
    ]);
  });

  test('lets no value take part in the page', () => {
    const hostile = [
      '=HYPERLINK("http://evil","click")',
      '<script>alert(1)</script>',
      '| new | cell |',
      '```\n# heading\n```',
      '\u001b[31mred',
      '![x](http://evil/pixel.png)',
      '-->',
    ].join('\n');
    const page = markdownOf({
      ...card,
      validation: 10,
      leftOut: { [hostile]: 1 },
      trainingSql: `SELECT 1 -- ${hostile}`,
      samples: [
        { key: hostile, split: 'train', system: hostile, prompt: hostile, target: hostile, origins: [hostile] },
      ],
      sources: [
        { source: 'emails', rows: 1, objects: [{ uri: `gs://b/${hostile}`, generation: '1', digest: 'd', rows: 1 }] },
      ],
      statistics: card.statistics.map((each) => ({ ...each, labels: { [hostile]: 3 }, languages: { [hostile]: 3 } })),
      checks: card.checks.map((check) => ({
        ...check,
        outcome: 'failed',
        reason: hostile,
        rows: [{ where: hostile, what: hostile }],
      })),
    });
    expect(page).not.toContain('\u001b');
    const [before, , after] = page.split(/^````+(?:sql)?$/m);
    const text = `${before}${after}`;
    expect(text).not.toMatch(/(?<!\\)[<`]/);
    expect(text).not.toMatch(/(?<!\\)\]\(/);
    expect(text).not.toMatch(/https?:\/\//);
    expect(text).not.toMatch(/(?<!\\)<script|!\[x\]/);
    // No line and no cell begins as a formula.
    expect(text).not.toMatch(/^[\s|]*[=+@]/m);
    expect(text).not.toMatch(/\| *"?=/);
    for (const line of text.split('\n').filter((each) => each.startsWith('|'))) {
      const cells = line.match(/(?<!\\)\|/g)!.length - 1;
      expect([2, 3, 4, 5, 6]).toContain(cells);
    }
    expect(text.match(/^#.*/gm)).toEqual([
      '# email-summary: dataset version 3f9a2c1b77de',
      '## Left out',
      '## Checks',
      '## Labels',
      '## A few examples',
      '## Sources',
      '## How it was made',
      '## Files',
    ]);
  });
});
