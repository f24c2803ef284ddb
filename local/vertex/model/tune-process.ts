/** The process of one tuning: takes a TuningRequest over IPC, reports its progress, and ends. */
import { setImmediate } from 'node:timers/promises';
import { tune, type TuningRequest } from './tuning';

export type TuningMessage = import('./tuning').TuningReport | { type: 'failed'; message: string };

const progressEvery = 500; // milliseconds between reports: nobody reads faster

async function run(request: TuningRequest): Promise<void> {
  const send = (message: TuningMessage) => new Promise<void>((sent) => process.send!(message, () => sent()));
  try {
    let last = -Infinity;
    for (const report of tune(request)) {
      const now = performance.now();
      if (report.type === 'progress' && now - last < progressEvery && report.step < report.totalSteps) {
        await setImmediate(); // lets a disconnect or a signal in
        continue;
      }
      if (report.type === 'progress') last = now;
      await send(report);
    }
  } catch (error) {
    await send({ type: 'failed', message: (error as Error).message });
  }
  process.disconnect();
}

if (process.send) {
  process.once('message', (message) => void run(message as TuningRequest));
  process.once('disconnect', () => process.exit());
}
