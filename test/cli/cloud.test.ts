import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCloud, readLocal, type CloudStatus } from '../../cli/cloud';

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

test('objects and tables are those of the cloud that was asked for, wherever the shell points other tools', async () => {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    const { url, headers } = request;
    response.end(JSON.stringify({ kind: 'storage#object', name: 'a', asked: url, as: headers.authorization }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env['STORAGE_EMULATOR_HOST'] = 'http://127.0.0.1:1';
  process.env['BIGQUERY_EMULATOR_HOST'] = 'http://127.0.0.1:1';
  try {
    const { port } = server.address() as AddressInfo;
    const cloud = createCloud({ project: 'p', port } as CloudStatus);
    const [metadata] = await cloud.storage.bucket('b').file('a').getMetadata();
    expect(metadata).toMatchObject({ asked: expect.stringMatching(/^\/storage\/v1\/b\/b\/o\/a/) });
    const [table] = await (await cloud.bigquery()).dataset('d').table('t').getMetadata();
    expect(table).toMatchObject({
      asked: expect.stringMatching(/^\/bigquery\/v2\/projects\/p\/datasets\/d\/tables\/t/),
      as: 'Bearer owner',
    });
  } finally {
    delete process.env['STORAGE_EMULATOR_HOST'];
    delete process.env['BIGQUERY_EMULATOR_HOST'];
    server.closeAllConnections();
    server.close();
  }
});
