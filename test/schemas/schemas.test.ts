import { describe, expect, test } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { readdirSync, readFileSync } from 'node:fs';
import { fillIn } from '../../schemas/generated/defaults';
import { eventTypes, eventValidators } from '../../schemas/generated/event-validators';
import * as validators from '../../schemas/generated/validators';
import eventsTable from '../../schemas/tables/events.json';
import predictionsTable from '../../schemas/tables/predictions.json';
import ratingsTable from '../../schemas/tables/ratings.json';

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
const exampleOf = (type: string) => read(`schemas/events/examples/${type.replace('landfall.', '')}.json`);

describe('the schemas of events', () => {
  test('have one example each, of the same name', () => {
    const names = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect(names('schemas/events/examples')).toEqual(names('schemas/events'));
  });

  test.each(eventTypes)('accept the example of %s', (type) => {
    const isValid = eventValidators[type];
    isValid(exampleOf(type));
    expect(isValid.errors).toBeNull();
  });

  test.each(eventTypes.filter((type) => !type.endsWith('.tick.v1')))('miss every single field of %s', (type) => {
    const example = exampleOf(type);
    const { required } = read(`schemas/events/${type.replace('landfall.', '')}.json`) as { required: string[] };
    for (const field of required) expect(eventValidators[type]({ ...example, [field]: undefined })).toBe(false);
  });

  test.each(eventTypes)('let %s grow: a field that is not known yet does no harm', (type) => {
    expect(eventValidators[type]({ ...exampleOf(type), added_later: 1 })).toBe(true);
  });
});

describe('the schemas of artifacts', () => {
  const isValid = validators as unknown as Record<string, validators.Validator<unknown>>;
  // Of these there is one in every report; and of chains, in a pipeline.yaml.
  const parts = ['check', 'comparison', 'distribution', 'measurements', 'chain', 'chain-question', 'chain-step'];
  const schemas = readdirSync('schemas')
    .filter((name) => name.endsWith('.schema.json'))
    .map((name) => name.replace('.schema.json', ''))
    .filter((name) => !parts.includes(name));

  test.each(schemas)('accept every example of a %s, of which there is one', (name) => {
    const examples = readdirSync('schemas/examples').filter((file) => file.split('.')[0] === name);
    expect(examples).not.toEqual([]);
    const { title } = read(`schemas/${name}.schema.json`);
    const check = isValid[`is${String(title)}`]!;
    for (const file of examples) {
      check(read(`schemas/examples/${file}`));
      expect(check.errors).toBeNull();
    }
  });
});

describe('pipeline.yaml', () => {
  const smallest = () => ({
    name: 'p1',
    sources: { a: { format: 'csv', schema: 'a.schema.json' } },
    training: { sql: 'training.sql', prompt: 'prompt.yaml' },
    tuning: { candidates: [{ id: 'lora-8', base: 'gemini-3.5-flash-lite' }] },
    deployment: { gate: { metric: 'exactMatch', minimum: 0.5 } },
  });

  test('has a default for everything that is not a decision', () => {
    const spec = smallest();
    expect(validators.isPipelineSpec(spec)).toBe(true);
    expect(spec).toMatchObject({
      validation: { onInvalidRow: 'quarantine', maxInvalidShare: 0.05 },
      training: { split: { evaluationShare: 0.1, salt: 'v1' } },
      tuning: { candidates: [{ kind: 'tuned' }], maximumTokens: 20_000_000 },
      evaluation: { metrics: ['exactMatch', 'rougeL'], maximumExamples: 200 },
      generation: { temperature: 0, topP: 1, maxOutputTokens: 256, stopSequences: [] },
      deployment: {
        gate: { margin: 0, gain: 0.05, promote: 'better', against: ['base', 'naive', 'production'], approval: 'none' },
        rollout: { steps: [1], tolerance: 0.05, golden: 5, retentionDays: 30 },
        idleMinutes: 30,
      },
    });
  });

  test.each([smallest(), read('schemas/examples/pipeline.json')])(
    'has the same defaults where nothing is checked: %j',
    (spec) => {
      const [checked, filled] = [structuredClone(spec), structuredClone(spec)];
      validators.isPipelineSpec(checked);
      fillIn(filled);
      expect(filled).not.toEqual(spec);
      expect(filled).toEqual(checked);
    },
  );

  test.each<[string, (spec: ReturnType<typeof smallest>) => void]>([
    ['a name with capitals', (spec) => void (spec.name = 'P1')],
    ['the name of a folder of the ledger', (spec) => void (spec.name = 'datasets')],
    ['no source', (spec) => void (spec.sources = {} as never)],
    ['a source whose name is no table name', (spec) => void (spec.sources = { 'a-b': spec.sources.a } as never)],
    ['a format that is not read', (spec) => void (spec.sources.a.format = 'xml')],
    ['a key that is misspelt', (spec) => void ((spec as never as Record<string, unknown>)['tunning'] = {})],
    ['no candidate', (spec) => void (spec.tuning.candidates = [])],
    ['a candidate that takes the name of the base', (spec) => void (spec.tuning.candidates[0]!.id = 'base')],
    ['a minimum above one', (spec) => void (spec.deployment.gate.minimum = 2)],
    [
      'no step of a rollout',
      (spec) => void (spec.deployment = { ...spec.deployment, rollout: { steps: [] } } as never),
    ],
    [
      'a step to more than all',
      (spec) => void (spec.deployment = { ...spec.deployment, rollout: { steps: [2] } } as never),
    ],
  ])('is refused with %s', (_, spoil) => {
    const spec = smallest();
    spoil(spec);
    expect(validators.isPipelineSpec(spec)).toBe(false);
  });
});

describe('the tables of the warehouse', () => {
  test('events has the columns that a BigQuery subscription writes with metadata', () => {
    const names = eventsTable.schema.fields.map(({ name }) => name);
    expect(names).toEqual(['subscription_name', 'message_id', 'publish_time', 'data', 'attributes']);
  });

  test.each([
    ['prediction.made', predictionsTable],
    ['answer.rated', ratingsTable],
  ])('of which %s is a row has a column for every field of it', (event, { schema }) => {
    const { properties } = read(`schemas/events/${event}.v1.json`) as { properties: object };
    expect(schema.fields.map(({ name }) => name)).toEqual(Object.keys(properties));
  });

  test.each([eventsTable, predictionsTable, ratingsTable])(
    '$table says what one row is, and what every column means',
    ({ description, schema }) => {
      expect(description).toMatch(/^Grain: one row per /);
      expect(schema.fields.filter(({ description }) => !description)).toEqual([]);
    },
  );
});

test('every schema is itself valid, in the strict mode of ajv', () => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
  addFormats(ajv);
  for (const folder of ['schemas', 'schemas/events'])
    for (const file of readdirSync(folder).filter((name) => /(\.schema|\.v1)\.json$/.test(name)))
      ajv.addSchema(read(`${folder}/${file}`));
  for (const id of [...eventTypes, 'landfall.run']) expect(ajv.getSchema(id)).toBeDefined();
});
