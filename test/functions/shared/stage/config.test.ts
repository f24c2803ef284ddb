import { describe, expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from '../../../../functions/shared/stage/config';

const env = {
  LANDFALL_PROJECT: 'p',
  LANDFALL_REGION: 'us-central1',
  LANDFALL_STAGE: 'validate',
  LANDFALL_LANDING_BUCKET: 'p-landing',
  LANDFALL_ARTIFACTS_BUCKET: 'p-artifacts',
  LANDFALL_SERVING_BUCKET: 'p-serving',
  LANDFALL_DATASET: 'landfall',
  LANDFALL_STAGING_DATASET: 'landfall_staging',
  LANDFALL_TRAINING_DATASET: 'landfall_training',
  LANDFALL_TOPICS: '{"landfall.stage.failed.v1":"stage-failed"}',
  LANDFALL_CODE_VERSION: '0.1.0',
  LANDFALL_TRACE_RATIO: '0.25',
};

describe("a function's configuration", () => {
  test('is read from the environment it is given', () => {
    expect(loadConfig(env)).toEqual({
      project: 'p',
      region: 'us-central1',
      stage: 'validate',
      landingBucket: 'p-landing',
      artifactsBucket: 'p-artifacts',
      servingBucket: 'p-serving',
      dataset: 'landfall',
      stagingDataset: 'landfall_staging',
      trainingDataset: 'landfall_training',
      topics: { 'landfall.stage.failed.v1': 'stage-failed' },
      codeVersion: '0.1.0',
      traceRatio: 0.25,
    });
  });

  test.each(['[', '7', '{"a":1}', 'null'])(
    'refuses topics that are %s, and names everything else that is wrong too',
    (topics) => {
      const load = () =>
        loadConfig({ ...env, LANDFALL_TOPICS: topics, LANDFALL_REGION: '', LANDFALL_PROJECT: undefined });
      expect(load).toThrow(
        new ConfigError([
          'LANDFALL_PROJECT is not set',
          'LANDFALL_REGION is not set',
          'LANDFALL_TOPICS is not a JSON object of event type and topic name',
        ]),
      );
    },
  );
});
