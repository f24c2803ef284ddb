import { describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCatalog } from '../../catalog';
import { loadServices } from '../../catalog/services';
import { stateOf, type Action, type LifecycleDate } from '../../catalog/lifecycle';

const day = /^\d{4}-\d{2}-\d{2}$/;
const root = join(__dirname, '../..');
const models = Object.values(loadCatalog(root));
const files = readdirSync(join(root, 'catalog')).filter((name) => name.endsWith('.json'));

describe('the catalog', () => {
  test('names each model as its file is named', () => {
    expect(models.map(({ id }) => `${id}.json`)).toEqual(files.sort());
  });

  test.each(models)('states source and day of every fact of $id', ({ provenance, isLocal, ...model }) => {
    const facts = Object.keys(model).filter(
      (name) =>
        !['id', 'title', 'publisher', 'provider', 'service', 'tunable', 'isLocal', 'standsInFor', 'lifecycle'].includes(
          name,
        ) &&
        // Who takes the place of one that does not end is nobody's to say.
        (name !== 'successors' || model.lifecycle.length > 0),
    );
    expect(Object.keys(provenance).sort()).toEqual(facts.sort());
    for (const known of [...Object.values(provenance), ...model.lifecycle]) {
      // What is true of the local model alone stands in this repository.
      expect(known.source).toMatch(isLocal ? /^(local|catalog)\// : /^https:\/\//);
      expect(known.asOf).toMatch(day);
      expect(known.unsure).not.toBe('');
    }
  });

  test.each(models)('lets $id end in its order: new access, tuning, inference', ({ lifecycle }) => {
    const actions: Action[] = ['access', 'tuning', 'inference'];
    for (const { closesOn } of lifecycle) expect(closesOn).toMatch(day);
    expect(lifecycle.map(({ action }) => actions.indexOf(action))).toEqual(
      lifecycle.map(({ action }) => actions.indexOf(action)).toSorted((a, b) => a - b),
    );
    const ends = actions.flatMap((action) => {
      const { date } = stateOf({ lifecycle }, { action, location: 'us-central1', on: new Date('2026-11-28') });
      return date?.closesOn ?? [];
    });
    expect(ends).toEqual(ends.toSorted());
  });

  test.each(models)('knows when $id ends, unless it is the local one, or has weights that all have', (model) => {
    const ending = new Set(model.lifecycle.map(({ action }) => action));
    const hasNoEnd = model.isLocal || model.openWeights || model.service?.tunes === false;
    expect([...ending]).toEqual(hasNoEnd ? [] : ['access', 'tuning', 'inference']);
  });

  test.each(models)(
    'has $id tuned only where its service tunes, under its own name',
    ({ tunable, service, calledAs }) => {
      expect(tunable && (service?.tunes === false || calledAs !== undefined)).toBe(false);
    },
  );

  test.each(models)(
    'names successors of $id that it has and that live longer',
    ({ successors, provider, lifecycle }) => {
      for (const id of successors) {
        const successor = models.find((model) => model.id === id)!;
        expect(successor).toMatchObject({ tunable: true, provider });
        expect(lastOf(successor.lifecycle) > lastOf(lifecycle)).toBe(true);
      }
    },
  );

  test.each(['gemini-3.1-flash-lite', 'gemini-3.5-flash', 'gemini-3.5-flash-lite'])(
    'has %s, which Google tunes',
    (id) => {
      const model = models.find((each) => each.id === id)!;
      expect(stateOf(model, { action: 'tuning', location: 'us-central1', on: new Date('2026-11-28') })).toMatchObject({
        state: 'open',
        date: { orLater: true },
      });
    },
  );

  test.each([
    ['active', 'us-central1', 'open'],
    ['active', 'europe-west9', 'open'],
    ['new', 'us-central1', 'closed'],
    ['inactive', 'us-central1', 'closed'],
  ] as const)('has Gemini 2.5 Flash answer for %s projects in %s: %s', (projects, location, state) => {
    const flash = models.find(({ id }) => id === 'gemini-2.5-flash')!;
    const asked = { location, projects, on: new Date('2026-11-28') };
    expect(stateOf(flash, { ...asked, action: 'inference' }).state).toBe(state);
    expect(stateOf(flash, { ...asked, action: 'tuning' }).state).toBe('closed');
  });
});

const lastOf = (lifecycle: LifecycleDate[]): string =>
  lifecycle
    .filter(({ action }) => action === 'tuning')
    .map(({ closesOn }) => closesOn)
    .toSorted()
    .at(-1)!;

describe('the services', () => {
  const services = Object.entries(loadServices(root));

  test('are called as their files are', () => {
    const names = readdirSync(join(root, 'catalog/services')).map((name) => name.replace(/\.json$/, ''));
    expect(services.map(([name]) => name)).toEqual(names.toSorted());
  });

  test.each(services)('state source and day of every fact of %s, and why it does not tune, if so', (_, service) => {
    expect(Object.keys(service.provenance).toSorted()).toEqual(['baseUrl', 'tunes']);
    for (const known of [...Object.values(service.provenance), ...service.lifecycle]) {
      expect(known.source).toMatch(/^https:\/\//);
      expect(known.asOf).toMatch(day);
    }
    expect(service.whyNot !== undefined).toBe(!service.tunes);
    expect(service.baseUrl).toMatch(/^https:\/\/.*\/v1$/);
    expect(service.name).toMatch(/^[a-z][a-z0-9-]*$/);
  });

  test('close their tuning for all of their models', () => {
    const { lifecycle } = models.find(({ service }) => service?.name === 'openai')!;
    const asked = { location: 'global', on: new Date('2027-01-06') };
    expect(stateOf({ lifecycle }, { ...asked, action: 'tuning' })).toMatchObject({
      state: 'closed',
      date: { closesOn: '2027-01-06' },
    });
    expect(stateOf({ lifecycle }, { ...asked, action: 'inference' }).state).toBe('open');
  });

  test('must have a file for each that a model names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'landfall-catalog-'));
    try {
      cpSync(join(root, 'catalog'), join(folder, 'catalog'), { recursive: true });
      rmSync(join(folder, 'catalog/services/together.json'));
      expect(() => loadCatalog(folder)).toThrow(
        'catalog/together-llama-3.3-70b.json: there is no service "together": name one of fireworks, openai, or add catalog/services/together.json',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
