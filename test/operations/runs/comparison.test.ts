import { describe, expect, test } from '@jest/globals';
import { compareVersions, type Side } from '../../../operations/runs/comparison';
import type { Configuration } from '../../../schemas/generated/types';
import configuration from '../../../schemas/examples/configuration.json';
import { check, datasetCard } from '../../cli/reports';

const sideOf = (
  card: Parameters<typeof datasetCard>[0] = {},
  change: (made: Configuration) => void = () => {},
): Side => {
  const made = structuredClone(configuration) as unknown as Configuration;
  change(made);
  return { card: datasetCard(card), configuration: made };
};

describe('two versions', () => {
  test('that are the same differ in nothing', () => {
    const { figures, checks, settings, texts } = compareVersions(sideOf(), sideOf());
    expect([...figures, ...checks].filter(({ isSame }) => !isSame)).toEqual([]);
    expect([settings, texts]).toEqual([[], []]);
  });

  test('are compared figure by figure, also those that only one has', () => {
    const { figures } = compareVersions(sideOf(), sideOf({ selected: 1201, leftOut: { sampling: 7 } }));
    expect(figures.filter(({ isSame }) => !isSame)).toEqual([
      { name: 'examples selected', before: 1189, after: 1201, isSame: false },
      { name: 'left out: sampling', before: undefined, after: 7, isSame: false },
      { name: 'left out: exactDuplicates', before: 4, after: undefined, isSame: false },
    ]);
  });

  test('are compared check by check, each with its subject', () => {
    const warned = check({ name: 'leakage', subject: undefined, outcome: 'warned' });
    const { checks } = compareVersions(sideOf({ checks: [check()] }), sideOf({ checks: [check(), warned] }));
    expect(checks.map(({ name, isSame }) => [name, isSame])).toEqual([
      ['uniqueness of emails', true],
      ['leakage', false],
    ]);
  });

  test('are compared setting by setting, each by its path in pipeline.yaml', () => {
    const after = sideOf({}, ({ pipeline }) => {
      pipeline.training.split.salt = 'v2';
      pipeline.training.split.stratifyBy = 'target';
    });
    expect(compareVersions(sideOf(), after).settings).toEqual([
      { name: 'training.split.salt', before: '"v1"', after: '"v2"', isSame: false },
      { name: 'training.split.stratifyBy', before: undefined, after: '"target"', isSame: false },
    ]);
  });

  test('show the lines of SQL and prompt that differ', () => {
    const before = sideOf({ trainingSql: 'SELECT a\nFROM t\nWHERE b\n' });
    const after = sideOf({ trainingSql: 'SELECT a\nFROM t\nWHERE c' }, ({ prompt }) => (prompt.user = 'Other: {{x}}'));
    const { texts } = compareVersions(before, after);
    expect(texts.map(({ name }) => name)).toEqual(['training.sql', 'prompt, user']);
    expect(texts[0]!.patch.split('\n')).toEqual(['@@ -1,3 +1,3 @@', ' SELECT a', ' FROM t', '-WHERE b', '+WHERE c']);
  });

  test('are compared by their cards alone when the runs are gone', () => {
    const { settings, texts } = compareVersions(
      { card: datasetCard({ split: { evaluationShare: 0.1, salt: 'v1' } }) },
      { card: datasetCard({ split: { evaluationShare: 0.2, salt: 'v1' }, trainingSql: 'SELECT 2' }) },
    );
    expect(settings.map(({ name }) => name)).toEqual(['training.split.evaluationShare']);
    expect(texts.map(({ name }) => name)).toEqual(['training.sql']);
  });
});
