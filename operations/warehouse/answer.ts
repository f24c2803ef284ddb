/** One answer of serve, by its id, as landfall.predictions has it. */
import { validate as isUuid, version as versionOfUuid, parse as bytesOf } from 'uuid';
import type { EventData } from '../../schemas/generated/types';
import type { Cloud } from '../cloud';
import { OperationError, exitCodes } from '../errors';
import { ask } from './warehouse';

export type AnswerRow = EventData['landfall.prediction.made.v1'];

const minute = 60_000;

/** @throws OperationError (usage) for the id of no answer */
export async function readAnswer(cloud: Cloud, id: string): Promise<AnswerRow> {
  if (!isUuid(id)) throw unknownAnswer(id, 'it has not the form of one: 8-4-4-4-12 hex digits');
  const predictions = `${cloud.status.project}.landfall.predictions`;
  const [row] = await ask<AnswerRow & { made_at: { value: string } }>(
    cloud,
    'why-answer.sql',
    { predictions },
    { id, ...madeBetween(id) },
  );
  if (!row) throw unknownAnswer(id, 'there is no row of it: one is there seconds after its answer');
  return { ...row, made_at: row.made_at.value };
}

/**
 * An id begins with the time at which it was made (RFC 9562, version 7), so that of millions of answers a day's are looked through. One of
 * an older Landfall may be of any day.
 */
export function madeBetween(id: string): { from: string; until: string } {
  if (versionOfUuid(id) !== 7)
    return { from: new Date(0).toISOString(), until: new Date(Date.UTC(3000, 0)).toISOString() };
  const at = Buffer.from(bytesOf(id)).readUIntBE(0, 6);
  return { from: new Date(at - minute).toISOString(), until: new Date(at + 20 * minute).toISOString() };
}

/** As OpenAI's and Anthropic's clients have it. */
export const idOfAnswer = (id: string): string => id.replace(/^(chatcmpl-|resp_|msg_)/, '');

const unknownAnswer = (id: string, why: string): OperationError =>
  new OperationError(`There is no answer "${id}".`, {
    exitCode: exitCodes.usage,
    why,
    next: 'the id is in each answer of serve: npx landfall ask PIPELINE … --json',
  });
