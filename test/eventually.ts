/** Waiting for what comes by itself: for as long as a busy machine may take, and no longer than until it is a hang. */
import { setTimeout as delay } from 'node:timers/promises';

/** The limit of every test, which jest.config.js sets; a benchmark has none. */
declare const timeLimit: number | undefined;

/** When a wait is taken for a hang, in milliseconds: shortly before its test is, so that it can say what it waited for. */
export const patience = 0.8 * (typeof timeLimit === 'number' ? timeLimit : 600_000);

/** The first answer that is one, asked for again and again. @throws Error naming `what` when none comes */
export async function eventually<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  what = String(ask),
): Promise<T> {
  const begun = Date.now();
  for (let waited = 0; waited < patience; waited = Date.now() - begun) {
    const answer = await ask();
    if (answer) return answer;
    // What comes soon is seen at once; what takes long is not asked after all the time.
    await delay(Math.min(2 + waited / 10, 250));
  }
  throw new Error(`never: ${what}`);
}
