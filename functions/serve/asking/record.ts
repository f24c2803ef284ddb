/** Putting what came of a question on record, before anybody hears of it. */
import type { Event } from '../../../core/event';
import { loggedEvent, longestLoggedEvent } from '../../../core/logged-event';
import type { EventData } from '../../../schemas/generated/types';
import type { ServeDeps } from '../deps';

type Prediction = EventData['landfall.prediction.made.v1'];

/**
 * A row of landfall.predictions.
 * @param lines of its exchange, which are written together before its caller has the end of the answer; without them it is written at once
 */
export async function recordPrediction(row: Prediction, deps: ServeDeps, lines?: string[]): Promise<void> {
  const event = {
    id: row.id,
    source: '/landfall/serve',
    type: 'landfall.prediction.made.v1' as const,
    time: row.made_at,
    subject: row.run,
    data: row,
  };
  await record(event, deps, lines);
}

/**
 * A line of the log: once it is written its bytes are outside of this process, with the platform, and no end of the process
 * takes them back. So nobody waits for Pub/Sub, but for an event that is too long for a line. An answer that is not on record
 * is still an answer, and the log says so in a form that is counted.
 */
async function record(event: Event, deps: ServeDeps, lines?: string[]): Promise<void> {
  const line = loggedEvent(event);
  try {
    if (Buffer.byteLength(line) > longestLoggedEvent) await deps.publish(event);
    else if (lines) lines.push(line);
    else await deps.print(line);
  } catch (error) {
    const { type, id, subject: run } = event;
    deps.log.error(`${id} could not be put on record: ${(error as Error).message}`, { unrecorded: type, id, run });
  }
}
