/** Long work in short pieces: between them a lease is renewed, a signal heard and a request answered. */
import { setImmediate } from 'node:timers/promises';

const atOnce = 128;

/** The items in their order, some at a time, and a turn of the event loop before each time. @throws AbortError once the signal says so */
export async function* unhurried<T>(items: readonly T[], signal?: AbortSignal): AsyncGenerator<T[]> {
  for (let start = 0; start < items.length; start += atOnce) {
    await setImmediate(undefined, { signal });
    yield items.slice(start, start + atOnce);
  }
}
