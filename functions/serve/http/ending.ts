/** The end of a process: whoever is being answered has their answer first. */
import type { Server } from 'node:http';

/** Milliseconds: Cloud Run ends a process ten seconds after it has told it of its end. */
const longest = 9_000;

/**
 * At SIGTERM the server takes no more connections, and the process ends with its last answer, or when there is no more time. The functions
 * framework would end it at once, in the middle of answers.
 */
export function endWithLastAnswer(server: Server): void {
  process.removeAllListeners('SIGTERM').once('SIGTERM', () => {
    // A connection whose answer has ended is not kept for another.
    server.keepAliveTimeout = 1;
    server.close(() => process.exit());
    setTimeout(() => process.exit(), longest).unref();
  });
}
