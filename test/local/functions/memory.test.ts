import { expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { residentOfTree, usedMebibytes } from '../../../local/functions/memory';

test('a process and all below it take memory together, as ps lists them', () => {
  const table = '    1     0   100\n   20     1  2000\n   21    20   300\n   22    21    40\n   30     1  9999\n';
  expect(residentOfTree(table, 20)).toBe(2340 * 1024);
  expect(residentOfTree(table, 99)).toBe(0);
});

test('files take memory too, in folders as well', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-memory-'));
  try {
    const before = await usedMebibytes(process.pid, folder);
    mkdirSync(join(folder, 'below'));
    writeFileSync(join(folder, 'one'), Buffer.alloc(2 ** 24));
    writeFileSync(join(folder, 'below', 'two'), Buffer.alloc(2 ** 24));
    const after = await usedMebibytes(process.pid, folder);
    expect(before).toBeGreaterThan(20);
    // The process itself may give back some of its own meanwhile.
    expect(after - before).toBeGreaterThanOrEqual(24);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
