/** Requests as rows of landfall.predictions and landfall.ratings, and what the shipped SQL reads of them, in a local BigQuery. */
import { signalNames, type SignalName } from '../../core/drift/signals';
import { votesOf, votesStatement, type VoteRow } from '../../core/drift/votes';
import { normalFrom } from '../../core/verdict/random';
import predictions from '../../schemas/tables/predictions.json';
import ratings from '../../schemas/tables/ratings.json';
import { openLocal, project, type Local } from '../../test/local/bigquery/harness';
import { sharedSql } from '../../test/sql/shared-sql';
import type { Question } from './banking';

/** A request that may come, with all that is recorded of it. */
export interface Request {
  intent: string;
  text: string;
  answer: string;
  isRight: boolean;
}

/** Of one request its category in each signal that has a vote of it. */
export type Categories = Partial<Record<SignalName, string>>;

export interface History {
  local: Local;
  /** Writes requests as one pipeline's, and gives the statement of each signal over them. */
  record(pipeline: string, requests: readonly Request[], chance: () => number): Promise<void>;
  /** What a signal reads of a pipeline. */
  read(pipeline: string, name: SignalName): Promise<VoteRow[]>;
  close(): Promise<void>;
}

const at = Date.parse('2026-11-30T00:00:00Z');
const day = 24 * 3_600_000;
const rowsAtOnce = 2_000;
const exampleFields = ['key', 'split', 'user_prompt', 'target'].map((name) => ({ name, type: 'STRING' }));

/** @param training examples that the model was tuned on */
export async function openHistory(training: readonly Question[]): Promise<History> {
  const local = await openLocal();
  await local.client.createDataset('landfall');
  await local.client.dataset('landfall').createTable('examples', { schema: exampleFields });
  for (const { table, schema, timePartitioning } of [predictions, ratings])
    await local.client.dataset('landfall').createTable(table, { schema: schema.fields, timePartitioning });
  const append = async (table: string, rows: object[]) => {
    for (let from = 0; from < rows.length; from += rowsAtOnce)
      await local.appendRows(`${project}.landfall.${table}`, rows.slice(from, from + rowsAtOnce));
  };
  await append(
    'examples',
    training.map(({ text, intent }, key) => ({ key: String(key), split: 'train', user_prompt: text, target: intent })),
  );
  return {
    local,
    record: async (pipeline, requests, chance) => {
      const rows = requests.map((request, index) => ({ pipeline, ...predictionOf(request, index, chance) }));
      await append('predictions', rows);
      await append(
        'ratings',
        rows.flatMap(({ id, made_at: rated_at }, index) =>
          ratingOf(requests[index]!, { id, rated_at, pipeline }, chance),
        ),
      );
    },
    read: async (pipeline, name) => {
      const { sql: query, params } = votesStatement(name, {
        pipeline,
        sql: sharedSql,
        tableOf: (table) => `${project}.landfall.${table}`,
        from: new Date(at).toISOString(),
        until: new Date(at + day).toISOString(),
        prices: { input: 0.25, output: 1.5 },
        examples: `${project}.landfall.examples`,
      });
      return (await local.client.query({ query, params }))[0] as VoteRow[];
    },
    close: () => local.close(),
  };
}

/** The categories of each request in every signal, by the shipped SQL. */
export async function categoriesOf(
  history: History,
  pipeline: string,
  requests: readonly Request[],
  chance: () => number,
): Promise<Categories[]> {
  await history.record(pipeline, requests, chance);
  const found = requests.map((): Categories => ({}));
  for (const name of signalNames) {
    const rows = await history.read(pipeline, name);
    for (const [index, { category }] of votesOf(rows).entries()) found[Number(rows[index]!.id)]![name] = category;
  }
  return found;
}

/** Each is a user's own: which of several has the vote is decided before. */
function predictionOf({ text, answer }: Request, index: number, chance: () => number) {
  const draw = chance();
  const outcome = draw < 0.005 ? 'blocked' : draw < 0.008 ? 'empty' : 'answered';
  const support = chance() < 0.06 ? 'unsupported' : 'supported';
  return {
    id: String(index),
    made_at: new Date(at + index).toISOString(),
    run: 'r',
    model: 'm',
    endpoint: 'e',
    prompt_digest: 'd',
    input: JSON.stringify({ channel: chance() < 0.7 ? 'app' : 'web', text }),
    text: outcome === 'answered' ? answer : null,
    finish_reason: outcome === 'blocked' ? 'SAFETY' : 'STOP',
    input_tokens: 40 + Math.ceil(text.length / 4),
    output_tokens: Math.ceil(answer.length / 4),
    latency_ms: Math.round(400 * Math.exp(0.5 * normalFrom(chance)())),
    outcome,
    user_key: String(index),
    citations: JSON.stringify({ corpora: [], isInSources: true, sentences: [{ start: 0, end: 1, support }] }),
  };
}

/** One answer in ten is rated; of four who are asked one is wrong about it. */
function ratingOf(
  { isRight, answer, intent }: Request,
  row: { id: string; rated_at: string; pipeline: string },
  chance: () => number,
): object[] {
  if (chance() >= 0.1) return [];
  const good = chance() < (isRight ? 0.92 : 0.2);
  return [{ ...row, good, correction: good ? null : chance() < 0.5 ? intent : answer }];
}
