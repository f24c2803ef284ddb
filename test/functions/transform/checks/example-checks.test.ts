import { describe, expect, test } from '@jest/globals';
import { exampleChecks, ruleOf, type CheckName } from '../../../../functions/transform/checks/example-checks';
import type { PipelineSpec } from '../../../../schemas/generated/types';
import { exampleRun } from '../../fakes';

const { pipeline } = exampleRun().configuration;
const check = (name: CheckName) => exampleChecks.find((each) => each.name === name)!;

test('every check that a pipeline can set is in the table, but for those of sources', () => {
  const ofSources = ['minimumRows', 'uniqueness', 'references'];
  const names = [...Object.keys(pipeline.validation.checks), 'personalData'];
  expect(exampleChecks.map(({ name }) => name).toSorted()).toEqual(
    names.filter((name) => !ofSources.includes(name)).toSorted(),
  );
});

test('a minimum is named as one', () => {
  for (const { name, bound } of exampleChecks)
    expect([name, bound === 'minimum']).toEqual([name, name.startsWith('minimum')]);
});

describe('the rule for a check', () => {
  test('is the one of the pipeline', () => {
    expect(ruleOf(check('leakage'), pipeline)).toBe(pipeline.validation.checks.leakage);
  });

  type Policy = PipelineSpec['validation']['personalData']['policy'];
  test.each<[Policy, object]>([
    ['warn', { level: 'warn', threshold: 0.2 }],
    ['fail', { level: 'fail', threshold: 0.2 }],
    ['off', { level: 'off', threshold: 0.2 }],
    ['quarantine', { level: 'warn', threshold: 1 }],
    ['redact', { level: 'warn', threshold: 1 }],
  ])('follows from the policy for personal data: %s', (policy, rule) => {
    const changed = structuredClone(pipeline);
    changed.validation.personalData = { ...changed.validation.personalData, policy, threshold: 0.2 };
    expect(ruleOf(check('personalData'), changed)).toEqual(rule);
  });
});
