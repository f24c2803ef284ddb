/** A message as it is delivered to a function: what it says, and that it is to come again. */
import { isRetryable, isTimeUp } from '../../../core/errors';
import type { EventType } from '../../../core/stages';
import { decodeEvent, UndecodableError, type Event, type PushedMessage } from './events';
import type { Log } from './log';

/** Undefined for a message of which nothing can be read, which no delivery would change: it is acknowledged, and the log says so. */
export function readDelivered<T>(message: PushedMessage, log: Log, read: (event: Event) => T): T | undefined {
  try {
    return read(decodeEvent(message));
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    const { messageId, attributes } = message;
    log.error(`acknowledged unread: ${error.message}`, { messageId, attributes });
    return undefined;
  }
}

/** The event of the one type that the function hears. */
export const eventHeard = <T extends EventType>(
  { name, hears }: { name: string; hears: T },
  message: PushedMessage,
  log: Log,
): Event<T> | undefined =>
  readDelivered(message, log, (event) => {
    if (event.type === hears) return event as Event<T>;
    throw new UndecodableError(`${name} reads ${hears}, not ${event.type}`);
  });

/** The framework prints the stack of what it is thrown, which would pass for a crash: of what is foreseen it is a line of the log. */
export function toComeAgain(error: unknown, log: Log): unknown {
  if (isRetryable(error) || isTimeUp(error))
    error.stack = log.entry('WARNING', `to be delivered again: ${error.message}`);
  return error;
}
