/** The process of one tuning: takes a TuningRequest over IPC, reports its progress, and ends. */
import type { TuningRequest } from './request';
import { tune, type TuningReport } from './tuning';

export type TuningMessage = TuningReport | { type: 'failed'; message: string };

async function run(request: TuningRequest): Promise<void> {
  // Waiting for each message to be sent also lets a disconnect in; one that cannot be sent has nobody to work for any more.
  const send = (message: TuningMessage) =>
    new Promise<void>((sent) => process.send!(message, (error: Error | null) => (error ? process.exit() : sent())));
  try {
    for await (const report of tune(request)) await send(report);
  } catch (error) {
    await send({ type: 'failed', message: (error as Error).message });
  }
  process.disconnect();
}

if (process.send) {
  process.once('message', (message) => void run(message as TuningRequest));
  process.once('disconnect', () => process.exit());
}
