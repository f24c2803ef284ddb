import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, inOneThread } from '../objects';

const directory = mkdtempSync(join(tmpdir(), 'landfall-workers-'));
const script = join(directory, 'worker.js');
const spec = { format: 'jsonl' } as const;
const limits = { blockBytes: 64, blockRows: 3, longestRow: 200, partBytes: 1 << 28 };

beforeAll(() => {
  const entryPoints = ['functions/validate/worker.ts'];
  buildSync({ entryPoints, outfile: script, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('a large file that is checked by several threads', () => {
  test('comes to the same rows, reasons and digest as in one', async () => {
    const line = fc.constantFrom(
      '{"a":1}',
      '{"a":"é\\n"}',
      '{"a":{"b":1}}',
      'nope',
      '',
      `{"a":"${'x'.repeat(250)}"}`,
      '{"_row":1}',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 3 }),
        async (lines, workers) => {
          const body = lines.join('\n');
          const one = await check(body, { spec, limits, parallelism: inOneThread });
          const many = await check(body, { spec, limits, parallelism: { workers, smallBytes: 64, script } });
          expect(many).toEqual(one);
          expect(one).toEqual({
            ...(await check(body, { spec, limits: { ...limits, blockBytes: 1 << 16, blockRows: 1000 } })),
          });
        },
      ),
      { numRuns: 8 },
    );
  });

  test('fails as a whole when a thread does', async () => {
    const failing = join(directory, 'failing.js');
    writeFileSync(
      failing,
      `require('node:worker_threads').parentPort.on('message', () => { throw new Error('broken'); });`,
    );
    const body = '{"a":1}\n'.repeat(100);
    const parallelism = { workers: 2, smallBytes: 100, script: failing };
    await expect(check(body, { spec, limits, parallelism })).rejects.toThrow('broken');
    writeFileSync(failing, 'process.exit(3)');
    await expect(check(body, { spec, limits, parallelism })).rejects.toThrow('a worker thread ended with 3');
  });
});
