/** Why an answer is what it is: from its row to the model, what that was examined with, the data it was tuned on, and where these came from. */
import { validate as isUuid, version as versionOfUuid, parse as bytesOf } from 'uuid';
import { promptByDigest } from '../core/candidates';
import { render } from '../core/prompt';
import type { Configuration, DatasetCard, EventData } from '../schemas/generated/types';
import type { Cloud } from './cloud';
import { CliError, exitCodes } from './errors';
import { createLedger } from './ledger';
import { readRun } from './read-run';
import type { RunView } from './run-view';
import { ask, TableGone } from './warehouse';

export type AnswerRow = EventData['landfall.prediction.made.v1'];

export interface Rating {
  good: boolean;
  comment: string | null;
  correction: string | null;
}

/** A training example that is like the question. */
export interface NearExample {
  key: string;
  user_prompt: string;
  target: string;
  /** gs://BUCKET/NAME#GENERATION:ROW of each landed row it was made of. */
  origins: string[];
  /** The cosine of both texts' rare words, 0 to 1. */
  likeness: number;
}

export interface Why {
  answer: AnswerRow;
  /** As the model read it. */
  question: string;
  ratings: Rating[];
  /** The run that made the model; absent where it is gone. */
  view?: RunView;
  card?: DatasetCard;
  /** Undefined where the version's table is gone. */
  nearest?: NearExample[];
}

const minute = 60_000;

/** @throws CliError (usage) for the id of no answer */
export async function readWhy(cloud: Cloud, id: string): Promise<Why> {
  if (!isUuid(id)) throw unknownAnswer(id, 'it has not the form of one: 8-4-4-4-12 hex digits');
  const [from, until] = madeBetween(id);
  const tableOf = (name: string) => `${cloud.status.project}.landfall.${name}`;
  const [[row], ratings] = await Promise.all([
    ask<AnswerRow & { made_at: { value: string } }>(
      cloud,
      'why-answer.sql',
      { predictions: tableOf('predictions') },
      { id, from, until },
    ),
    ask<Rating>(cloud, 'why-ratings.sql', { ratings: tableOf('ratings') }, { id, from }),
  ]);
  if (!row) throw unknownAnswer(id, 'there is no row of it: one is there seconds after its answer');
  const answer: AnswerRow = { ...row, made_at: row.made_at.value };
  const ledger = createLedger(cloud);
  const { pipeline, run } = answer;
  const reader = await ledger.openRun({ pipeline, run }).catch(() => undefined);
  const view = reader && (await readRun(cloud, reader, new Map()));
  const question = questionOf(answer, view?.record.configuration);
  const { card } = view?.findings ?? {};
  const nearest = card && (await readNearest(cloud, card.table, question));
  return { answer, question, ratings, ...(view && { view }), ...(card && { card }), ...(nearest && { nearest }) };
}

async function readNearest(cloud: Cloud, dataset: string, question: string): Promise<NearExample[] | undefined> {
  try {
    return await ask<NearExample>(cloud, 'why-nearest.sql', { dataset }, { question });
  } catch (error) {
    if (error instanceof TableGone) return undefined;
    throw error;
  }
}

/** The prompt with what was asked; of a chain, whose callers give other fields, all of these. */
function questionOf({ input, prompt_digest }: AnswerRow, configuration: Configuration | undefined): string {
  const values = JSON.parse(input) as Record<string, string>;
  const prompt = configuration && promptByDigest(configuration, prompt_digest);
  const isWhole = prompt?.fields.every((field) => field in values);
  return prompt && isWhole ? render(prompt.user, values) : Object.values(values).join('\n');
}

/**
 * An id begins with the time at which it was made (RFC 9562, version 7), so that of millions of answers a day's are looked through. One of
 * an older Landfall may be of any day.
 */
function madeBetween(id: string): [from: string, until: string] {
  if (versionOfUuid(id) !== 7) return [new Date(0).toISOString(), new Date(Date.UTC(3000, 0)).toISOString()];
  const at = Buffer.from(bytesOf(id)).readUIntBE(0, 6);
  return [new Date(at - minute).toISOString(), new Date(at + 20 * minute).toISOString()];
}

const unknownAnswer = (id: string, why: string): CliError =>
  new CliError(`There is no answer "${id}".`, {
    exitCode: exitCodes.usage,
    why,
    next: 'the id is in each answer of serve: npx landfall ask PIPELINE … --json',
  });
