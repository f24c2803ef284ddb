/** Work that a cancelled job, or one of a server that closes, does not finish. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { BigQueryError } from '../errors';

const milliseconds = 50;

/** @throws BigQueryError stopped, or whatever the work's statement says of its interruption */
export async function interruptible<T>(
  connection: DuckDBConnection,
  stop: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  // An interrupt stops the statement that runs at that moment; one between two statements is lost, so it is repeated.
  let repeated: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    repeated ??= setInterval(interrupt, milliseconds);
  };
  stop.addEventListener('abort', interrupt);
  try {
    if (stop.aborted) throw cancelled();
    return await work();
  } finally {
    stop.removeEventListener('abort', interrupt);
    clearInterval(repeated);
  }
}

export const cancelled = () => new BigQueryError('stopped', 'Job execution was cancelled: User requested cancellation');
