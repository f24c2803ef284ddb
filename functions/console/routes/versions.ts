/** Dataset versions: in windows, each by itself, searched, and two side by side. */
import type { DatasetCard } from '../../../schemas/generated/types';
import type { Cloud } from '../../../operations/cloud';
import { createLedger } from '../../../operations/ledger/ledger';
import { compareVersions } from '../../../operations/runs/comparison';
import { bytesOfDifference, readDifference, readSides } from '../../../operations/warehouse/difference';
import { readExample, readLandedRows } from '../../../operations/warehouse/examples';
import { bytesOfSearch, readSearch, searchExamples, type Search } from '../../../operations/warehouse/search';
import { summarizeCard } from '../../../operations/warehouse/versions';
import type {
  Changes,
  QueryCost,
  ExampleTold,
  FoundExamples,
  SearchBegun,
  Versions,
  VersionsCompared,
} from '../answers';
import { HttpProblem } from '../../shared/http/problem';
import type { Call, Route } from './route';
import { windowOf } from './window';

const path = '/pipelines/:pipeline/versions/:version';

export const versions: Route[] = [
  {
    method: 'get',
    path: '/versions',
    summary: 'Dataset versions from the newest on: ?pipeline=, from=, count=',
    async answer({ query, deps: { cloud } }): Promise<Versions> {
      const { from, count } = windowOf(query);
      const ledger = createLedger(cloud);
      const keys = (await ledger.listVersions(query['pipeline'] || undefined)).toReversed();
      const cards = await Promise.all(keys.slice(from, from + count).map((key) => ledger.readCard(key)));
      const there = cards.filter((card) => card !== undefined);
      return { now: cloud.now(), total: keys.length, from, versions: there.map(summarizeCard) };
    },
  },
  {
    method: 'get',
    path,
    summary: 'The card of a version',
    answer: async ({ params, deps: { cloud } }) => cardOf(cloud, params),
  },
  {
    method: 'get',
    path: `${path}/search`,
    summary: 'What a search of the examples of a version would read: ?text=, place=, origin=',
    answer: async ({ params, query, deps: { cloud } }): Promise<QueryCost> => ({
      bytes: await bytesOfSearch(cloud, await cardOf(cloud, params), searchIn(query)),
    }),
  },
  {
    method: 'post',
    path: `${path}/search`,
    summary: 'The examples of a version are searched, which BigQuery bills: {text, place, origin}',
    async answer({ params, body, deps: { cloud } }): Promise<SearchBegun> {
      const { id, total } = await searchExamples(cloud, await cardOf(cloud, params), searchIn(body));
      return { search: id, total };
    },
  },
  {
    method: 'get',
    path: '/searches/:search',
    summary: 'What a search has found, for a day and at no cost: ?from=, count=',
    async answer({ params, query, deps: { cloud } }): Promise<FoundExamples> {
      const window = windowOf(query);
      const { total, rows } = await readSearch(cloud, params['search']!, window);
      return { total, from: window.from, examples: rows };
    },
  },
  {
    method: 'get',
    path: `${path}/examples/:key`,
    summary: 'One example, with the landed rows that it was made of',
    async answer({ params, deps: { cloud } }): Promise<ExampleTold> {
      const ledger = createLedger(cloud);
      const card = await cardOf(cloud, params);
      const example = await readExample(cloud, ledger, card, { key: params['key']! });
      const report = await ledger.readReport({ pipeline: card.pipeline, run: card.madeByRun });
      return { example, rows: await readLandedRows(ledger, report?.objects ?? [], example.origins) };
    },
  },
  {
    method: 'get',
    path: '/differences',
    summary: 'With what two versions were made, and what comparing their examples would read: ?before=, after=',
    async answer(call): Promise<VersionsCompared> {
      const { cloud } = call.deps;
      const sides = await sidesIn(call.query, cloud);
      const { before, after } = sides;
      return {
        before: summarizeCard(before.card),
        after: summarizeCard(after.card),
        comparison: compareVersions(before, after),
        cost: { bytes: await bytesOfDifference(cloud, sides) },
      };
    },
  },
  {
    method: 'post',
    path: '/differences',
    summary: 'Which examples differ between two versions, which BigQuery bills: {before, after}',
    answer: async ({ body, deps: { cloud } }): Promise<Changes> => readDifference(cloud, await sidesIn(body, cloud)),
  },
];

/** @throws HttpProblem 404 */
async function cardOf(cloud: Cloud, { pipeline, version }: Call['params']): Promise<DatasetCard> {
  const card = await createLedger(cloud).readCard({ pipeline: pipeline!, version: version! });
  if (card) return card;
  throw new HttpProblem(404, `There is no version ${version} of ${pipeline}.`, 'look for it among the versions');
}

function sidesIn(named: unknown, cloud: Cloud) {
  const { before, after } = (named ?? {}) as Record<string, unknown>;
  if (typeof before === 'string' && typeof after === 'string' && before !== '' && after !== '')
    return readSides(createLedger(cloud), before, after);
  throw new HttpProblem(400, 'there are not two versions', 'name them as before and after: PIPELINE/VERSION');
}

/** What is left out is not asked for. */
function searchIn(named: unknown): Search {
  const given = (named ?? {}) as Record<string, unknown>;
  const text = (field: string): string => {
    const value = given[field] ?? '';
    if (typeof value === 'string' && value.length <= 1000) return value;
    throw new HttpProblem(400, `${field} is no text of 1,000 characters at most`, 'look for less');
  };
  return { text: text('text'), place: text('place'), origin: text('origin') };
}
