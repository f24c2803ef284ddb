/** What serving has left of somebody: rows of answers and ratings, conversations, answers that are kept for retries. */
import { recordedKey } from '../../core/canary/routing';
import { conversationsPrefix, keptAnswersFolder, keptAnswersPrefix } from '../../core/serving-layout';
import type { Cloud } from '../../operations/cloud';
import { readText } from '../../operations/ledger/stored';
import { ask, removeRows } from '../../operations/warehouse/warehouse';
import { removeWhole } from './generations';
import type { Person } from './person';

export interface Served {
  predictions: number;
  ratings: number;
  conversations: number;
  keptAnswers: number;
}

const tablesOf = ({ status }: Cloud) => ({
  predictions: `${status.project}.landfall.predictions`,
  ratings: `${status.project}.landfall.ratings`,
});

/**
 * Answers that are kept for retries: those of requests that named them, and those to ratings of their answers, which name the answer
 * alone. They are a day's at most.
 */
async function keptAnswersOf(cloud: Cloud, { pseudonym }: Person, ids: Set<string>): Promise<string[]> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.serving);
  const [files] = await bucket.getFiles({ prefix: `${keptAnswersFolder}/` });
  const theirs: string[] = [];
  for (const { name } of files) {
    const isNamed = name.startsWith(keptAnswersPrefix(pseudonym));
    if (isNamed || (isOfNobody(name) && isOf(await readText(bucket, name), ids))) theirs.push(name);
  }
  return theirs;
}

const isOfNobody = (name: string): boolean => name.split('/').length === 2;

function isOf(text: string | undefined, ids: Set<string>): boolean {
  const { sent } = JSON.parse(text ?? '{}') as { sent?: { body?: { id?: unknown } } };
  return ids.has(String(sent?.body?.id));
}

async function idsOf(cloud: Cloud, params: { user: string; keys: string[] }): Promise<Set<string>> {
  const { predictions } = tablesOf(cloud);
  const rows = await ask<{ id: string }>(cloud, 'forget-answer-ids.sql', { predictions }, params);
  return new Set(rows.map(({ id }) => id));
}

export async function findServed(cloud: Cloud, person: Person): Promise<Served> {
  const { predictions, ratings } = tablesOf(cloud);
  const params = await paramsOf(cloud, person);
  const counted = async (file: string, tables: Record<string, string>): Promise<number> => {
    const [row] = await ask<{ count: number }>(cloud, file, tables, params);
    return Number(row!.count);
  };
  const bucket = cloud.storage.bucket(cloud.status.buckets.serving);
  const objects = async (prefix: string) => (await bucket.getFiles({ prefix }))[0].length;
  return {
    predictions: await counted('forget-count-answers.sql', { predictions }),
    ratings: await counted('forget-count-ratings.sql', { predictions, ratings }),
    conversations: await objects(conversationsPrefix(person.pseudonym)),
    keptAnswers: (await keptAnswersOf(cloud, person, await idsOf(cloud, params))).length,
  };
}

/** Conversations first: what is asked meanwhile is asked without them. Ratings before the answers by which they are found. */
export async function removeServed(cloud: Cloud, person: Person): Promise<void> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.serving);
  await removeWhole(bucket, conversationsPrefix(person.pseudonym));
  const { predictions, ratings } = tablesOf(cloud);
  const params = await paramsOf(cloud, person);
  for (const name of await keptAnswersOf(cloud, person, await idsOf(cloud, params))) await removeWhole(bucket, name);
  await removeRows(cloud, 'forget-remove-ratings.sql', { predictions, ratings }, params);
  await removeRows(cloud, 'forget-remove-answers.sql', { predictions }, params);
}

/** Rows of before there were pseudonyms are found by what was drawn for them. */
async function paramsOf(cloud: Cloud, { name, pseudonym }: Person) {
  const { predictions } = tablesOf(cloud);
  const rows = await ask<{ rollout: string }>(cloud, 'forget-rollouts.sql', { predictions }, {});
  return { user: pseudonym, keys: rows.map(({ rollout }) => recordedKey(name, rollout)) };
}
