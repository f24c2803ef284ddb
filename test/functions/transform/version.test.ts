import { describe, expect, test } from '@jest/globals';
import { identifyVersion } from '../../../functions/transform/version';
import validated from '../../../schemas/events/examples/dataset.validated.v1.json';
import type { Configuration } from '../../../schemas/generated/types';
import { exampleRun } from '../fakes';

const version = (change: (configuration: Configuration) => void = () => {}, event = validated) => {
  const { configuration } = exampleRun((each) => {
    each.sql = {
      'version/dataset.sql': 'SELECT 1',
      'looks/counts.sql': 'SELECT 2',
      'checks/examples/labels.sql': 'SELECT 3',
    };
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
  test('is 12 hex digits, the same for the same making', () => {
    expect(version()).toMatch(/^[0-9a-f]{12}$/);
    expect(version()).toBe(version());
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
    ['form', ({ pipeline }) => void (pipeline.sources['emails']!.form = 'conversations')],
    ['statement that makes rows', ({ sql }) => void (sql['version/dataset.sql'] = 'SELECT 9')],
  ])('is another for another %s', (_, change) => {
    expect(version(change)).not.toBe(version());
  });

  test.each<[string, (configuration: Configuration) => void]>([
    ['level', ({ pipeline }) => void (pipeline.validation.checks.labelBalance.level = 'fail')],
    ['threshold', ({ pipeline }) => void (pipeline.validation.checks.nearDuplicates.threshold = 0.5)],
    ['statement that only looks', ({ sql }) => void (sql['looks/counts.sql'] = 'SELECT 9')],
    ['check', ({ sql }) => void (sql['checks/examples/labels.sql'] = 'SELECT 9')],
    ['verdict on personal data', ({ pipeline }) => void (pipeline.validation.personalData.policy = 'fail')],
    ['candidate', ({ pipeline }) => void (pipeline.tuning.candidates[0]!.epochs = 9)],
    ['gate', ({ pipeline }) => void (pipeline.deployment.gate.minimum = 0.9)],
  ])('is the same for another %s', (_, change) => {
    expect(version(change)).toBe(version());
  });

  test('is that of the rows, wherever and whenever they were dropped', () => {
    const dropped = withObjects((objects) => {
      for (const each of objects)
        Object.assign(each, { uri: each.uri.replace('1f2e', '99ff'), generation: '7', key: 'k' });
    });
    expect(version(undefined, dropped)).toBe(version());
    const changed = withObjects((objects) => void (objects[0]!.digest = 'other'));
    expect(version(undefined, changed)).not.toBe(version());
  });

  test('does not ask in which order the parts of a source were listed', () => {
    const part = (uri: string, digest: string) => ({ ...validated.sources[0]!.objects[0]!, uri, digest });
    const event = (...parts: ReturnType<typeof part>[]) => ({
      ...validated,
      sources: [{ ...validated.sources[0]!, objects: parts }],
    });
    const [a, b] = [part('gs://l/p/b/emails/a', '1'), part('gs://l/p/b/emails/b', '2')];
    expect(version(undefined, event(a, b))).toBe(version(undefined, event(b, a)));
  });
});
