import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isHeldOut, madeLabelled, readLabelled } from '../../../bench/tuning/labelled';

describe('labelled messages', () => {
  test('of a table are trimmed, and equal ones count once', () => {
    const folder = mkdtempSync(join(tmpdir(), 'labelled-'));
    const file = join(folder, 'table.csv');
    writeFileSync(
      file,
      'text,category\n" Where is it?",card_arrival\nWHERE IS IT?,card_arrival\nIt failed,top_up_failed\n',
    );
    expect(readLabelled(file)).toEqual([
      { text: 'WHERE IS IT?', label: 'card arrival' },
      { text: 'It failed', label: 'top up failed' },
    ]);
    rmSync(folder, { recursive: true });
  });

  test('are held out one in twenty, by their text alone', () => {
    const rows = Array.from({ length: 4000 }, (_, i) => ({ text: `message ${i}`, label: 'any' }));
    const held = rows.filter(isHeldOut);
    expect(held.length).toBeGreaterThan(150);
    expect(held.length).toBeLessThan(250);
    expect(held.map((row) => isHeldOut({ ...row, label: 'another' }))).not.toContain(false);
  });

  test('that are made are the same every time, of a few labels', () => {
    expect(madeLabelled(50)).toEqual(madeLabelled(50));
    expect(new Set(madeLabelled(50).map(({ label }) => label)).size).toBe(4);
  });
});
