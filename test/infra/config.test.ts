import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../infra/config';

const load = (values: Record<string, string>) =>
  loadConfig(
    (key) => values[`gcp:${key}`],
    (key) => values[`landfall:${key}`],
  );

describe('the configuration of a deployment', () => {
  test('needs a project and nothing else', () => {
    expect(load({ 'gcp:project': 'my-project' })).toEqual({
      project: 'my-project',
      region: 'us-central1',
      landingBucket: 'my-project-landing',
      artifactsBucket: 'my-project-artifacts',
      sourceBucket: 'my-project-function-source',
      servingBucket: 'my-project-serving',
      stagingDays: 3,
      keepDays: { staged: 14, quarantine: 90, noncurrent: 30 },
      keepData: true,
      propagationSeconds: 120,
      traceRatio: 0.1,
      serveCallers: [],
      consoleCallers: [],
      pipelines: 'pipelines',
      functions: 'dist/functions',
      invalidPipelines: 'refuse',
      replaceRetired: [],
      localModels: false,
    });
  });

  test('takes a list of callers', () => {
    const callers = 'group:support@example.com, serviceAccount:crm@my-project.iam.gserviceaccount.com';
    expect(load({ 'gcp:project': 'my-project', 'landfall:serveCallers': callers }).serveCallers).toEqual([
      'group:support@example.com',
      'serviceAccount:crm@my-project.iam.gserviceaccount.com',
    ]);
  });

  test.each<[string, Record<string, string>, string]>([
    ['no project', {}, 'gcp:project "" is not a project id'],
    ['a region that is none', { 'gcp:region': 'here' }, 'gcp:region "here"'],
    ['half a day of staging', { 'landfall:stagingDays': '0.5' }, 'landfall:stagingDays "0.5"'],
    ['a quarantine without days', { 'landfall:quarantineDays': '0' }, 'landfall:quarantineDays "0"'],
    ['more traces than all', { 'landfall:traceRatio': '1.5' }, 'landfall:traceRatio "1.5" is not a share from 0 to 1'],
    ['data half kept', { 'landfall:keepData': 'some' }, 'landfall:keepData "some"'],
    ['a budget of no account', { 'landfall:monthlyBudget': '500' }, 'landfall:billingAccount ""'],
    [
      'a budget without an amount',
      { 'landfall:billingAccount': '012345-6789AB-CDEF01' },
      'landfall:monthlyBudget "" is not a whole number of units',
    ],
    ['a wait that is none', { 'landfall:propagationSeconds': 'long' }, 'landfall:propagationSeconds "long"'],
    ['a bucket name with capitals', { 'landfall:landingBucket': 'Landing' }, 'landfall:landingBucket "Landing"'],
    ['the world as a caller', { 'landfall:serveCallers': 'allUsers' }, 'landfall:serveCallers "allUsers"'],
    ['a day that is none', { 'landfall:on': 'doomsday' }, 'landfall:on "doomsday"'],
    ['one bucket for both', { 'landfall:landingBucket': 'one', 'landfall:artifactsBucket': 'one' }, 'are both "one"'],
  ])('refuses %s', (_what, values, message) => {
    const project: Record<string, string> = message.startsWith('gcp:project') ? {} : { 'gcp:project': 'my-project' };
    expect(() => load({ ...project, ...values })).toThrow(message);
  });

  test('reports all problems together', () => {
    const message = /gcp:project[^]*gcp:region[^]*landfall:stagingDays/;
    expect(() => load({ 'gcp:region': 'here', 'landfall:stagingDays': 'many' })).toThrow(message);
  });
});
