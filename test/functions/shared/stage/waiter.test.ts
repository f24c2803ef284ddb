import { describe, expect, test } from '@jest/globals';
import { abortSignalOf, Waiter, type StopSignal } from '../../../../functions/shared/stage/waiter';

const [gone, later] = [new Error('the caller is gone'), new Error('the time is up')];

interface Case {
  of: string;
  made: () => { signal: StopSignal; abort: (reason: Error) => void };
}

const waiterOf = () => {
  const waiter = new Waiter();
  return { signal: waiter, abort: (reason: Error) => waiter.end(reason) };
};

describe.each<Case>([
  {
    of: 'an AbortSignal of Node',
    made() {
      const controller = new AbortController();
      return { signal: controller.signal, abort: (reason) => controller.abort(reason) };
    },
  },
  { of: 'a waiter', made: waiterOf },
  {
    of: 'a waiter as long as another',
    made() {
      const { signal, abort } = waiterOf();
      return { signal: Waiter.asLongAs(signal), abort };
    },
  },
  {
    of: 'an AbortSignal of a waiter',
    made() {
      const { signal, abort } = waiterOf();
      return { signal: abortSignalOf(signal), abort };
    },
  },
])('$of', ({ made }) => {
  test('tells whoever listens, once, and by then says why', () => {
    const { signal, abort } = made();
    const heard: unknown[] = [];
    signal.addEventListener('abort', () => heard.push(signal.aborted, signal.reason), { once: true });
    abort(gone);
    abort(later);
    expect(heard).toEqual([true, gone]);
  });

  test('tells nobody who has left, and all of the others', () => {
    const { signal, abort } = made();
    const heard: string[] = [];
    const leaving = () => void heard.push('left');
    signal.addEventListener('abort', () => void heard.push('first'));
    signal.addEventListener('abort', leaving);
    signal.addEventListener('abort', () => void heard.push('last'));
    signal.removeEventListener('abort', leaving);
    abort(gone);
    expect(heard).toEqual(['first', 'last']);
  });

  test('throws the reason from then on', () => {
    const { signal, abort } = made();
    expect(() => signal.throwIfAborted()).not.toThrow();
    expect(signal).toMatchObject({ aborted: false, reason: undefined });
    abort(gone);
    expect(() => signal.throwIfAborted()).toThrow(gone);
  });
});

test('what is made of a signal that is aborted is aborted too', () => {
  const { signal, abort } = waiterOf();
  abort(gone);
  expect(Waiter.asLongAs(signal).reason).toBe(gone);
  expect(abortSignalOf(signal).reason).toBe(gone);
});

test('who waits for no signal waits on', () => {
  expect(Waiter.asLongAs(undefined).aborted).toBe(false);
});

test('an AbortSignal of Node is taken as it is', () => {
  const { signal } = new AbortController();
  expect(abortSignalOf(signal)).toBe(signal);
});
