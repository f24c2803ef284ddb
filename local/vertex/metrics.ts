/** The loss of every training step, kept beside the job: one line a step, also across restarts. */
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';

export interface StepMetrics {
  step: number;
  epoch: number;
  loss: number;
  /** RFC 3339. */
  at: string;
}

/** Those of a job so far. A line that is being written is none yet. */
export function readMetrics(file: string): StepMetrics[] {
  if (!existsSync(file)) return [];
  const content = readFileSync(file, 'utf8');
  const whole = content.slice(0, content.lastIndexOf('\n') + 1).trimEnd();
  return whole === '' ? [] : whole.split('\n').map((line) => JSON.parse(line) as StepMetrics);
}

/** Appends steps in order; a step that a restarted training repeats is already there and is left as it is. */
export function openMetrics(file: string): { add(metrics: StepMetrics): void } {
  let lastStep = 0;
  if (existsSync(file)) {
    const content = readFileSync(file);
    const whole = content.lastIndexOf(10) + 1; // a kill may have torn the last line
    if (whole < content.length) truncateSync(file, whole);
    const last = content.subarray(0, whole).toString().trimEnd().split('\n').at(-1);
    if (last) lastStep = (JSON.parse(last) as StepMetrics).step;
  }
  return {
    add(metrics) {
      if (metrics.step <= lastStep) return;
      lastStep = metrics.step;
      appendFileSync(file, `${JSON.stringify(metrics)}\n`);
    },
  };
}
