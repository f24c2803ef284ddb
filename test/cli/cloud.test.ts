import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLocal } from '../../cli/cloud';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'landfall-cloud-'));
});
afterEach(() => rmSync(directory, { recursive: true }));
const announce = (text: string): void => writeFileSync(join(directory, 'local.json'), text);

test('a process that now bears the number of a killed local cloud is not taken for it, nor stopped', () => {
  // The parent of this test lives and is no local cloud.
  announce(JSON.stringify({ pid: process.ppid, port: 8080, startedAt: '2026-11-23T08:00:00Z' }));
  expect(readLocal(directory)).toBeUndefined();
});

test('a half-written announcement is none', () => {
  announce('{"pid": 12');
  expect(readLocal(directory)).toBeUndefined();
});
