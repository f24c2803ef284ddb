/** Putting what came of a question on record, before anybody hears of it. */
import type { Event } from '../../../core/event';
import { loggedEvent, longestLoggedEvent } from '../../../core/logged-event';
import type { ServeDeps } from '../deps';

/**
 * A line of the log: once it is written its bytes are outside of this process, with the platform, and no end of the process
 * takes them back. So nobody waits for Pub/Sub, but for an event that is too long for a line. An answer that is not on record
 * is still an answer, and the log says so in a form that is counted.
 */
export async function record(event: Event, { print, publish, log }: ServeDeps): Promise<void> {
  const line = loggedEvent(event);
  try {
    if (Buffer.byteLength(line) <= longestLoggedEvent) await print(line);
    else await publish(event);
  } catch (error) {
    const { type, id, subject: run } = event;
    log.error(`${id} could not be put on record: ${(error as Error).message}`, { unrecorded: type, id, run });
  }
}
