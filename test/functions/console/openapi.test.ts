import SwaggerParser from '@apidevtools/swagger-parser';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { failedRun, madeKey, store, waitingRun } from '../../../bench/console/made-runs';
import { answers } from '../../../functions/console/openapi';
import { routes } from '../../../functions/console/routes';
import { startStoredCloud, type StoredCloud } from '../../cli/stored-cloud';
import { startConsole } from './local-console';

interface Document {
  paths: Record<string, Record<string, { operationId: string; parameters: { name: string; in: string }[] }>>;
  components: object;
}

const pipeline = 'made';
let stored: StoredCloud;
let console: Awaited<ReturnType<typeof startConsole>>;
let document: Document;

beforeAll(async () => {
  stored = await startStoredCloud();
  // Nothing was said.
  console = await startConsole({ ...stored.cloud, async *logs() {} });
  await store(stored.cloud, [...failedRun(pipeline, 1), ...waitingRun(pipeline, 2)]);
  document = (await console.ask('openapi.json')).body as Document;
});
afterAll(async () => {
  await console.stop();
  await stored.stop();
});

test('the document is one of OpenAPI 3.1, with every route by a name of its own', async () => {
  await SwaggerParser.validate(structuredClone(document) as never);
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(routes.length);
});

test('what a summary names of the address is a parameter', () => {
  const { parameters } = document.paths['/runs']!['get']!;
  expect(parameters.map(({ name, in: place }) => `${name} in ${place}`)).toContain('count in query');
});

test('a schema is of a route that there is', () => {
  const known = routes.map(({ method, path }) => `${method} ${path}`);
  expect(Object.keys(answers).filter((route) => !known.includes(route))).toEqual([]);
});

describe('what console answers is what the document says', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  beforeAll(() => void ajv.addSchema({ $id: 'document', components: document.components }));
  const place = (number: number): string => `pipelines/${pipeline}/runs/${madeKey(pipeline, number).run}`;

  test.each<[string, string, object?]>([
    ['Pipelines', 'pipelines'],
    ['Runs', 'runs?count=10'],
    ['RunName', `runs/${madeKey(pipeline, 1).run}`],
    ['Run', place(1)],
    ['Run', place(2)],
    ['Decided', `${place(2)}/approve`, { why: 'read fifty answers' }],
    ['Problem', `${place(2)}/approve`, {}],
    ['Problem', place(3)],
    ['Problem', 'runs?count=-1'],
    ['Problem', 'nothing'],
  ])('%s: %s', async (name, path, ...[body]) => {
    const { body: answer } = await console.ask(path, body);
    const validate = ajv.compile({ $ref: `document#/components/schemas/${name}` });
    expect(validate(answer) ? [] : validate.errors).toEqual([]);
  });
});
