import { expect, test } from '@jest/globals';
import addFormats from 'ajv-formats';
import Ajv2020 from 'ajv/dist/2020';
import { readdirSync, readFileSync } from 'node:fs';
import { runEvents, type RunEvent } from '../../../cli/open-lineage/run-events';
import type { StageResult } from '../../../schemas/generated/types';
import { exampleRun } from '../../functions/fakes';
import { datasetCard, validationReport } from '../reports';
import { ended, failed, wholeRun } from '../runs';

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
for (const file of readdirSync(`${__dirname}/spec`).filter((name) => name.endsWith('.json')))
  ajv.addSchema(JSON.parse(readFileSync(`${__dirname}/spec/${file}`, 'utf8')) as object);

/** What the published schemas say against an event and each of its facets. */
function problemsOf(event: RunEvent): unknown[] {
  const check = (schema: string, value: unknown) =>
    ajv.validate(schema, value)
      ? []
      : (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  const facets = [
    event.run.facets,
    event.job.facets,
    ...[...event.inputs, ...event.outputs].flatMap((dataset) => [
      dataset.facets,
      dataset.inputFacets,
      dataset.outputFacets,
    ]),
  ];
  return [
    ...check(event.schemaURL, event),
    ...facets.flatMap((some) =>
      Object.values(some ?? {}).flatMap((facet: { _schemaURL: string }) => check(facet._schemaURL, facet)),
    ),
  ];
}

const record = exampleRun();
const object = {
  uri: 'gs://landing/email-summary/monday/emails.jsonl',
  generation: '17',
  table: 'p.s.s_1',
  rows: 1189,
  quarantined: 11,
};
const whole = {
  ...wholeRun,
  validate: ended('validate', 3, 4, 'dataset.validated', {
    sources: [{ source: 'emails', objects: [object], rows: 1189, quarantined: 11 }],
    rows: 1189,
    quarantined: 11,
    reportUri: 'gs://a/v',
  }),
  transform: ended('transform', 4, 6, 'dataset.versioned', {
    version: '3f9a2c1b0d4e',
    trainUri: 'gs://a/train.jsonl',
    evaluationUri: 'gs://a/evaluation.jsonl',
    train: 1071,
    evaluation: 118,
    validation: 0,
  }),
};
const asMap = (results: Record<string, StageResult>) => new Map(Object.entries(results));
const cancelled = ended('deploy', 5, 6, 'run.cancelled', { stage: 'tune' });
const findings = { validate: validationReport(), card: datasetCard() };

test.each([
  ['that was deployed', whole, 'COMPLETE'],
  ['that failed', { validate: failed('validate', 3, 4, 'no row is valid') }, 'FAIL'],
  ['that was cancelled', { validate: whole.validate, deploy: cancelled }, 'ABORT'],
  ['that tunes', { validate: whole.validate, transform: whole.transform, tune: whole.tune }, 'START'],
] as [string, Record<string, StageResult>, string][])(
  'a run %s keeps to the published schemas, facets included',
  (_, results, last) => {
    const events = runEvents({ record, results: asMap(results), findings }, 'demo');
    expect(events.flatMap(problemsOf)).toEqual([]);
    expect(events.at(-1)!.eventType).toBe(last);
    // One START and at most one end of each.
    const kinds = events.map(({ run, eventType }) => `${run.runId} ${eventType === 'START'}`);
    expect(new Set(kinds).size).toBe(events.length);
  },
);

test('the schemas are those that say no', () => {
  const [event] = runEvents({ record, results: asMap(whole), findings }, 'demo');
  expect(problemsOf({ ...event!, run: { ...event!.run, runId: 'no uuid' } })).not.toEqual([]);
  expect(problemsOf({ ...event!, eventType: 'ENDED' as never })).not.toEqual([]);
});

test('a stage says what it read and wrote, the same dataset by the same name', () => {
  const events = runEvents({ record, results: asMap(whole), findings }, 'demo');
  const end = (stage: string) =>
    events.find(({ job, eventType }) => job.name.endsWith(`.${stage}`) && eventType === 'COMPLETE')!;
  const names = (datasets: RunEvent['inputs']) => datasets.map(({ namespace, name }) => `${namespace} ${name}`);
  expect(names(end('validate').inputs)).toEqual(['gs://landing email-summary/monday/emails.jsonl']);
  expect(names(end('validate').outputs)).toEqual(['bigquery p.s.s_1']);
  expect(names(end('transform').inputs)).toEqual(names(end('validate').outputs));
  expect(names(end('transform').outputs)).toEqual([
    `bigquery ${datasetCard().table}`,
    'gs://a train.jsonl',
    'gs://a evaluation.jsonl',
  ]);
  expect(names(end('tune').inputs)).toEqual(['gs://a train.jsonl']);
  expect(end('validate').inputs[0]).toMatchObject({
    facets: { version: { datasetVersion: '17' }, dataSource: { uri: 'gs://landing' } },
    inputFacets: { dataQualityMetrics: { rowCount: 1200 } },
  });
  expect(end('transform').job.facets).toMatchObject({
    sql: { query: record.configuration!.trainingSql, dialect: 'bigquery' },
  });
});
