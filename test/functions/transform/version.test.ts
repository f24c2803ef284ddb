import { describe, expect, test } from '@jest/globals';
import { identifyVersion } from '../../../functions/transform/version';
import validated from '../../../schemas/events/examples/dataset.validated.v1.json';
import type { Configuration } from '../../../schemas/generated/types';
import { sharedSql } from '../../sql/shared-sql';
import { exampleRun } from '../fakes';

type Lengths = Record<string, { tokensPerExample: number }>;

const version = (change: (configuration: Configuration) => void = () => {}, event = validated) => {
  const { configuration } = exampleRun((each) => {
    each.sql = { ...sharedSql };
    change(each);
  });
  return identifyVersion(event, configuration);
};

const withObjects = (change: (objects: (typeof validated)['sources'][number]['objects']) => void) => {
  const event = structuredClone(validated);
  for (const { objects } of event.sources) change(objects);
  return event;
};

describe('the name of a version', () => {
  test('is 12 hex digits, the same for the same making', async () => {
    expect(await version()).toMatch(/^[0-9a-f]{12}$/);
    expect(await version()).toBe(await version());
  });

  test.each<[string, (configuration: Configuration) => void]>([
    ['SELECT', (configuration) => void (configuration.trainingSql += ' WHERE TRUE')],
    ['prompt', ({ prompt }) => void (prompt.user += '!')],
    ['salt', ({ pipeline }) => void (pipeline.training.split.salt = 'v2')],
    ['share', ({ pipeline }) => void (pipeline.training.split.validationShare = 0.1)],
    ['stratum', ({ pipeline }) => void (pipeline.training.split.stratifyBy = 'target')],
    ['sampling', ({ pipeline }) => void (pipeline.training.sampling.maximumPerTarget = 9)],
    ['de-duplication', ({ pipeline }) => void (pipeline.training.deduplicate = 'near')],
    ['likeness of leaks', ({ pipeline }) => void (pipeline.validation.checks.leakage.similarity = 0.5)],
    ['policy for personal data', ({ pipeline }) => void (pipeline.validation.personalData.policy = 'redact')],
    ['kind of personal data', ({ pipeline }) => void (pipeline.validation.personalData.kinds = ['email'])],
    ['row schema', ({ rowSchemas }) => void (rowSchemas['emails'] = { type: 'object' })],
    ['pattern of personal data', ({ sql }) => void (sql['version/personal-data-shapes.sql'] += ' ')],
    [
      'length of what is left out',
      (each) => void ((each.baseModels as Lengths)['gemini-3.5-flash-lite']!.tokensPerExample = 99),
    ],
    ['statement that makes rows', ({ sql }) => void (sql['version/dataset.sql'] += '--')],
  ])('is another for another %s', async (_, change) => {
    expect(await version(change)).not.toBe(await version());
  });

  test.each<[string, (configuration: Configuration) => void]>([
    ['level', ({ pipeline }) => void (pipeline.validation.checks.labelBalance.level = 'fail')],
    ['threshold', ({ pipeline }) => void (pipeline.validation.checks.nearDuplicates.threshold = 0.5)],
    ['statement that only looks', ({ sql }) => void (sql['looks/counts.sql'] = 'SELECT 9')],
    ['check', ({ sql }) => void (sql['checks/examples/labels.sql'] = 'SELECT 9')],
    ['verdict on personal data', ({ pipeline }) => void (pipeline.validation.personalData.policy = 'fail')],
    ['candidate', ({ pipeline }) => void (pipeline.tuning.candidates[0]!.epochs = 9)],
    [
      'way to look for neighbours that only warns',
      ({ pipeline }) => void (pipeline.validation.checks.nearDuplicates.level = 'off'),
    ],
    ['gate', ({ pipeline }) => void (pipeline.deployment.gate.minimum = 0.9)],
  ])('is the same for another %s', async (_, change) => {
    expect(await version(change)).toBe(await version());
  });

  test('is that of the rows, wherever and whenever they were dropped', async () => {
    const dropped = withObjects((objects) => {
      for (const each of objects)
        Object.assign(each, { uri: each.uri.replace('1f2e', '99ff'), generation: '7', key: 'k', table: 'p.s.other' });
    });
    expect(await version(undefined, dropped)).toBe(await version());
    const changed = withObjects((objects) => void (objects[0]!.digest = 'other'));
    expect(await version(undefined, changed)).not.toBe(await version());
  });

  test('does not ask in which order the parts of a source were listed', async () => {
    const part = (uri: string, digest: string) => ({ ...validated.sources[0]!.objects[0]!, uri, digest });
    const event = (...parts: ReturnType<typeof part>[]) => ({
      ...validated,
      sources: [{ ...validated.sources[0]!, objects: parts }],
    });
    const [a, b] = [part('gs://l/p/b/emails/a', '1'), part('gs://l/p/b/emails/b', '2')];
    expect(await version(undefined, event(a, b))).toBe(await version(undefined, event(b, a)));
  });
});
