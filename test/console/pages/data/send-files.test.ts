import { describe, expect, test } from '@jest/globals';
import { sendFiles, type UploadPort } from '../../../../console/pages/data/send-files';
import type { UploadTold } from '../../../../functions/console/answers';

const piece = 8 << 20;
const size = 2 * piece + 5;

/** A server that fails as it is told to. @param faults by the number of the request, from 1 */
function serverOf(sizes: number[], faults: Record<number, 'lost' | 'answer lost' | { status: number }> = {}) {
  const received = sizes.map(() => 0);
  const ranges: string[] = [];
  const pauses: number[] = [];
  const progress = (at: number) => ({
    received: received[at]!,
    isWhole: received[at] === sizes[at]! && ranges.some((range) => range.startsWith(`${at}:`)),
  });
  const told = (): UploadTold => ({
    id: 'u',
    pipeline: 'mail',
    batch: 'b',
    files: sizes.map((of, at) => ({ path: `${at}`, name: `${at}`, source: 's', size: of, ...progress(at) })),
  });
  const port: UploadPort = {
    put: async (at, bytes, range) => {
      ranges.push(`${at}:${range}`);
      const fault = faults[ranges.length];
      if (fault === 'lost') throw new TypeError('Failed to fetch');
      if (typeof fault === 'object') throw Object.assign(new Error('refused'), fault);
      received[at]! += bytes.size;
      if (fault === 'answer lost') throw new TypeError('Failed to fetch');
      return progress(at);
    },
    look: async () => told(),
    complete: async () => ({ missing: [] }),
    pause: async (milliseconds) => void pauses.push(milliseconds),
  };
  const files = new Map(sizes.map((of, at) => [`${at}`, new Blob([new Uint8Array(of)])]));
  const heard: number[] = [];
  const send = (signal = new AbortController().signal) =>
    sendFiles(
      { upload: told(), files, signal, onProgress: (upload) => void heard.push(upload.files[0]!.received) },
      port,
    );
  return { send, ranges, pauses, heard, received };
}

const whole = ['bytes 0-8388607/16777221', 'bytes 8388608-16777215/16777221', 'bytes 16777216-16777220/16777221'];

describe('files are sent', () => {
  test('one after the other, in pieces', async () => {
    const { send, ranges, heard } = serverOf([size, 3]);
    expect(await send()).toEqual({ missing: [] });
    expect(ranges).toEqual([...whole.map((range) => `0:${range}`), '1:bytes 0-2/3']);
    expect(heard).toEqual([piece, 2 * piece, size, size]);
  });

  test('an empty one too', async () => {
    const { send, ranges } = serverOf([0, 1]);
    await send();
    expect(ranges).toEqual(['0:', '1:bytes 0-0/1']);
  });

  test.each([
    ['a piece is lost', 'lost' as const, [0, 1, 1, 2]],
    ['it has arrived and the answer is lost', 'answer lost' as const, [0, 1, 2]],
    ['the service is away', { status: 503 }, [0, 1, 1, 2]],
  ])('and where %s it goes on where it was', async (_, fault, pieces) => {
    const { send, ranges, received } = serverOf([size], { 2: fault });
    await send();
    expect(ranges).toEqual(pieces.map((at) => `0:${whole[at]}`));
    expect(received).toEqual([size]);
  });

  test('with longer and longer pauses while nobody answers, and short ones again once somebody does', async () => {
    const { send, pauses } = serverOf([size], { 1: 'lost', 2: 'lost', 3: 'lost', 5: 'lost' });
    await send();
    expect(pauses).toEqual([1_000, 2_000, 4_000, 1_000]);
  });

  test('and no more once one is refused', async () => {
    const { send, ranges } = serverOf([size, 3], { 1: { status: 409 } });
    await expect(send()).rejects.toThrow('refused');
    expect(ranges).toHaveLength(1);
  });

  test('and no more once somebody has left the page', async () => {
    const leaving = new AbortController();
    leaving.abort();
    await expect(serverOf([size]).send(leaving.signal)).rejects.toThrow(/abort/i);
  });
});
