/** What a tuning job writes to the local log: entries marked with the pipeline, run and candidate that its labels name. */
import { isoTime, type Clock } from '../clock';
import type { Log, Severity } from '../log';
import type { TuningJob } from './resources';
import type { TuneProgress } from './tuning-messages';

const progressInterval = 500; // ms; more is noise to a reader

export function createTuningLog(log: Pick<Log, 'write'>, job: TuningJob, clock: Clock) {
  const labels = job.labels ?? {};
  const candidate = labels['landfall-candidate'];
  let lastProgress = 0;
  const write = (severity: Severity, message: string, fields: object = {}) =>
    log.write({
      severity,
      message,
      time: isoTime(clock),
      stage: 'tune',
      ...(labels['landfall-pipeline'] && { pipeline: labels['landfall-pipeline'] }),
      ...(labels['landfall-run'] && { run: labels['landfall-run'] }),
      ...(candidate && { candidate }),
      job: job.name,
      ...fields,
    });

  return {
    info: (message: string) => write('INFO', message),
    warn: (message: string) => write('WARNING', message),
    error: (message: string) => write('ERROR', message),
    /** Twice a second at most, and the last step always. */
    progress({ step, totalSteps, loss, secondsLeft }: TuneProgress): void {
      const time = clock.now();
      if (time - lastProgress < progressInterval && step < totalSteps) return;
      lastProgress = time;
      write('INFO', 'tuning', {
        progress: { done: step, total: totalSteps, unit: 'steps', loss, secondsLeft, ...(candidate && { candidate }) },
      });
    },
  };
}

export type TuningLog = ReturnType<typeof createTuningLog>;
