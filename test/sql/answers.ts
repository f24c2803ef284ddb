/** Answers of production and what was said of them, as rows of the local warehouse. */
import predictions from '../../schemas/tables/predictions.json';
import ratings from '../../schemas/tables/ratings.json';
import type { EventData } from '../../schemas/generated/types';
import { project, type Local } from '../local/bigquery/harness';

type AnswerRow = EventData['landfall.prediction.made.v1'];
type RatingRow = EventData['landfall.answer.rated.v1'];

/** What somebody asked, and what was said of the answer: by default that it was good, or, with a correction, that it was not. */
export interface Exchange extends Partial<AnswerRow> {
  body?: string;
  correction?: string;
  ratings?: Partial<RatingRow>[];
}

export function createAnswers(local: Local) {
  let [pipelines, ids] = [0, 0];
  const newId = () => `0193a5c0-0000-7000-8000-${String((ids += 1)).padStart(12, '0')}`;
  const append = (table: string, rows: object[]) => local.appendRows(`${project}.landfall.${table}`, rows);

  return {
    /** landfall.predictions and landfall.ratings, without a row. */
    async createTables(): Promise<void> {
      const [dataset] = await local.client.createDataset('landfall');
      for (const { table, schema } of [predictions, ratings])
        await dataset.createTable(table, { schema: schema.fields });
    },

    /** Of a pipeline of its own, or of that name; the ids in the order of the exchanges. */
    async record(
      exchanges: Exchange[],
      pipeline = `letters-${(pipelines += 1)}`,
    ): Promise<{ pipeline: string; ids: string[] }> {
      const told = exchanges.map(({ id = newId(), ...exchange }) => ({ id, ...exchange }));
      await append(
        'predictions',
        told.map(({ body = 'a question', correction: _correction, ratings: _ratings, ...row }) => ({
          ...anAnswer,
          pipeline,
          input: JSON.stringify({ body, name: 'Somebody' }),
          ...row,
        })),
      );
      await append(
        'ratings',
        told.flatMap(({ id, correction, ratings: said }) =>
          (said ?? [correction === undefined ? {} : { good: false, correction }]).map((rating) => ({
            ...aRating,
            pipeline,
            id,
            ...rating,
          })),
        ),
      );
      return { pipeline, ids: told.map(({ id }) => id) };
    },

    rate: (pipeline: string, id: string, rating: Partial<RatingRow>): Promise<void> =>
      append('ratings', [{ ...aRating, pipeline, id, ...rating }]),
  };
}

const anAnswer = {
  made_at: '2026-11-20T08:00:00Z',
  run: 'r',
  model: 'm',
  endpoint: 'e',
  prompt_digest: 'd',
  text: 'an answer',
  finish_reason: 'STOP',
  input_tokens: 1,
  output_tokens: 1,
  latency_ms: 100,
  outcome: 'answered',
};

const aRating = { rated_at: '2026-11-20T09:00:00Z', good: true, comment: null, correction: null, redacted: null };
