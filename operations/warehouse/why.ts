/** Why an answer is what it is: from its row to the model, what that was examined with, the data it was tuned on, and where these came from. */
import { promptByDigest } from '../../core/candidates';
import { render } from '../../core/prompt';
import type { Configuration, DatasetCard } from '../../schemas/generated/types';
import { madeBetween, readAnswer, type AnswerRow } from './answer';
import type { Cloud } from '../cloud';
import { createLedger } from '../ledger/ledger';
import { readRun } from '../runs/read-run';
import type { RunView } from '../runs/run-view';
import { ask, TableGone } from './warehouse';

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

/** @throws OperationError (usage) for the id of no answer */
export async function readWhy(cloud: Cloud, id: string): Promise<Why> {
  const answer = await readAnswer(cloud, id);
  const ratings = await ask<Rating>(
    cloud,
    'why-ratings.sql',
    { ratings: `${cloud.status.project}.landfall.ratings` },
    { id, from: madeBetween(id).from },
  );
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
