import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdmin, type AdminArgs, type LocalStatus } from '../../local/admin';
import { UnknownToLocalCloud } from '../../local/apply/inputs';
import { ProgramError } from '../../local/apply/run-program';
import { openGateway, type Gateway } from '../../local/gateway';
import { createLog, type Log } from '../../local/log';

const noted = { pipeline: 'p', file: 'p/a', line: 1, reason: 'b' };

describe('the admin API', () => {
  let directory: string;
  let gateway: Gateway;
  let log: Log;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'landfall-admin-'));
    log = createLog(directory);
    gateway = await openGateway(0);
  });
  afterEach(async () => {
    await gateway.close();
    rmSync(directory, { recursive: true });
  });

  const serve = (args: Partial<AdminArgs> = {}): void => {
    const defaults: AdminArgs = {
      log,
      status: () => undefined,
      apply: () => Promise.resolve({ resources: 3, problems: [], warnings: [] }),
      stop: () => {},
      keys: () => Promise.resolve({ keys: [] }),
    };
    gateway.serve([createAdmin({ ...defaults, ...args })]);
  };
  const ask = async (method: string, path: string) => {
    const answer = await fetch(`http://127.0.0.1:${gateway.port}/_landfall/${path}`, { method });
    return { status: answer.status, body: await answer.text() };
  };

  test('says that it is starting until it is up', async () => {
    let status: LocalStatus | undefined;
    serve({ status: () => status });
    expect((await ask('GET', 'status')).status).toBe(503);
    status = { project: 'p' } as LocalStatus;
    expect(await ask('GET', 'status')).toEqual({ status: 200, body: '{"project":"p"}' });
  });

  test('answers the logs so far, a line each, as filtered', async () => {
    serve();
    log.write({ stage: 'tune', message: 'a', time: 't' });
    log.write({ stage: 'watch', message: 'b', time: 't' });
    expect((await ask('GET', 'logs?stage=watch')).body).toBe(
      '{"severity":"INFO","time":"t","stage":"watch","message":"b"}\n',
    );
  });

  test('goes on with the logs while someone follows', async () => {
    serve();
    log.write({ stage: 'tune', message: 'first' });
    const answer = await fetch(`http://127.0.0.1:${gateway.port}/_landfall/logs?follow=1`);
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toContain('first');
    log.write({ stage: 'tune', message: 'second' });
    expect((await reader.read()).value).toContain('second');
    await reader.cancel();
  });

  test.each([
    [
      "how many resources there are, and the pipelines' problems",
      () => Promise.resolve({ resources: 7, problems: [noted], warnings: [noted] }),
      200,
      { resources: 7, problems: [noted], warnings: [noted] },
    ],
    [
      'a configuration that is wrong',
      () => Promise.reject(new ProgramError('The configuration has 1 problem(s):', ['a'])),
      422,
      { error: 'The configuration has 1 problem(s):', problems: ['a'] },
    ],
    [
      'a resource that has no counterpart',
      () => Promise.reject(new UnknownToLocalCloud(['x:y:Z z'])),
      422,
      { error: expect.stringContaining('does not know') as unknown, problems: ['x:y:Z z'] },
    ],
    ['anything else', () => Promise.reject(new Error('broken')), 500, { error: 'broken', problems: [] }],
  ])('answers an application with %s', async (_what, apply, status, body) => {
    serve({ apply });
    const answer = await ask('POST', 'apply');
    expect([answer.status, JSON.parse(answer.body)]).toEqual([status, body]);
  });

  test('hands on which pipelines may go on with a successor', async () => {
    let asked: string[] | undefined;
    const apply = (replaceRetired: string[]) => {
      asked = replaceRetired;
      return Promise.resolve({ resources: 1, problems: [], warnings: [] });
    };
    serve({ apply });
    await ask('POST', 'apply');
    expect(asked).toEqual([]);
    await ask('POST', 'apply?replaceRetired=a&replaceRetired=b');
    expect(asked).toEqual(['a', 'b']);
  });

  test('answers a stop before it stops', async () => {
    const stopped = new EventTarget();
    const heard = once(stopped, 'stop');
    serve({ stop: () => void stopped.dispatchEvent(new Event('stop')) });
    expect((await ask('POST', 'stop')).status).toBe(200);
    await heard;
  });
});
