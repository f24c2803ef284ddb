import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { loadCatalog } from '../../catalog';
import { judgeBase, successorOf, successorsOf, usableBases, type Site } from '../../core/bases';
import { deployment } from '../deployment';

const root = join(__dirname, '../..');
const catalog = loadCatalog(root);
const at = (day: string, more: Partial<Site> = {}): Site => ({ ...deployment, on: new Date(day), ...more });
const judge = (id: string, where: Site) => judgeBase(catalog[id]!, catalog, where);
const source = 'https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions.md.txt';

test.each([
  [
    'a base that lives is open, and says until when',
    'gemini-3.5-flash-lite',
    at('2026-11-28'),
    'open',
    `gemini-3.5-flash-lite is open to tuning until 2027-06-21 at least (${source}, read on 2026-11-28)`,
  ],
  [
    'inside 120 days it is warned of, with what to take instead',
    'gemini-3.1-flash-lite',
    at('2026-12-08'),
    'closing',
    `gemini-3.1-flash-lite is open to tuning until 2027-04-07 at least (${source}, read on 2026-11-28); take gemini-3.5-flash-lite, which is tuned in us-central1`,
  ],
  ['a day before that it is not', 'gemini-3.1-flash-lite', at('2026-12-07'), 'open', 'is open to tuning'],
  [
    'a base that is closed names the date, the source and its successor',
    'gemini-2.5-flash',
    at('2026-11-28'),
    'closed',
    `gemini-2.5-flash is closed to tuning since 2026-09-16 (${source}, read on 2026-11-28); take gemini-3.5-flash-lite, which is tuned in us-central1`,
  ],
  [
    'one whose last promised day is over says that no later one is known',
    'gemini-3.1-flash-lite',
    at('2027-04-07'),
    'closed',
    'was promised for tuning until 2027-04-07 at least',
  ],
  [
    'where nothing lives any more, that is said',
    'gemini-3.5-flash',
    at('2030-01-01'),
    'closed',
    'the catalog has no other base that is tuned in us-central1 on 2030-01-01',
  ],
  [
    'a region that does not tune it is refused with those that do',
    'gemini-3.5-flash-lite',
    at('2026-11-28', { region: 'us-west1' }),
    'unfit',
    'gemini-3.5-flash-lite is not tuned in us-west1, only in us-central1 and europe-west4',
  ],
  [
    'a base that is tuned wherever the deployment is has no region to be missed',
    'gpt-4.1-mini-2025-04-14',
    at('2026-11-28', { region: 'europe-west9' }),
    'closing',
    'gpt-4.1-mini-2025-04-14 is open to tuning until 2027-01-06 (https://developers.openai.com/api/docs/deprecations',
  ],
  [
    'from the day on which its provider closes tuning it is refused, though it still answers',
    'gpt-4.1-mini-2025-04-14',
    at('2027-01-06'),
    'closed',
    'gpt-4.1-mini-2025-04-14 is closed to tuning since 2027-01-06',
  ],
  [
    'a base of a service that tunes in another way is refused with its reason, and what to do',
    'together-llama-3.3-70b',
    at('2026-11-29'),
    'unfit',
    'together-llama-3.3-70b cannot be tuned: Together tunes by an API of its own, and what was tuned there answers on a dedicated endpoint alone, which is billed by the hour (https://docs.together.ai/reference/post-fine-tunes, read on 2026-11-29); ask it as it is, in a candidate of kind: prompted',
  ],
  ['the local model is refused', 'landfall-tiny', at('2030-01-01'), 'unfit', 'is a model of the local cloud alone'],
  ['unless it is allowed', 'landfall-tiny', at('2030-01-01', { localModels: true }), 'open', 'no end that is known'],
])('%s', (_, id, where, standing, reason) => {
  expect(judge(id, where)).toEqual({ standing, reason: expect.stringContaining(reason) as unknown });
});

test('the successor is one that the provider names, as long as it lives itself', () => {
  const instead = (id: string, day: string) => successorOf(catalog[id]!, catalog, at(day, { localModels: true }))?.id;
  expect(instead('gemini-2.5-flash-lite', '2026-11-28')).toBe('gemini-3.1-flash-lite');
  expect(instead('gemini-2.5-flash-lite', '2027-04-07')).toBe('gemini-3.5-flash-lite');
  expect(instead('gemini-3.5-flash-lite', '2030-01-01')).toBe('landfall-tiny');
});

test('where the provider names none it is one of the same tier, or else any that lives longer than the base itself', () => {
  const instead = (id: string) => successorOf(catalog[id]!, catalog, at('2026-11-28'))?.id;
  expect(instead('gemini-3.1-flash-lite')).toBe('gemini-3.5-flash-lite');
  expect(instead('gemini-3.5-flash')).toBe('gemini-3.5-flash-lite');
  expect(instead('gemini-3.5-flash-lite')).toBeUndefined();
  expect(instead('gpt-4.1-mini-2025-04-14')).toBeUndefined();
});

test('successors that nobody has to choose are those that the provider names, and those of the same tier', () => {
  const all = (id: string) => successorsOf(catalog[id]!, catalog).map((each) => each.id);
  expect(all('gemini-2.5-flash-lite')).toEqual(['gemini-3.1-flash-lite', 'gemini-3.5-flash-lite']);
  expect(all('gemini-3.5-flash')).toEqual([]);
  expect(all('landfall-tiny')).toEqual([]);
});

test('the base that lives longest comes first, the local one after all, and last what needs a machine of its own', () => {
  expect(usableBases(catalog, at('2026-11-28', { localModels: true })).map(({ id }) => id)).toEqual([
    'gemini-3.5-flash-lite',
    'gemini-3.5-flash',
    'gemini-3.1-flash-lite',
    'gpt-4.1-mini-2025-04-14',
    'landfall-tiny',
    'landfall-small',
    'gemma-4-26b-a4b-it',
  ]);
});
