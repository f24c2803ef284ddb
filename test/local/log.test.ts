import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, type LogEntry } from '../../local/log';

const clock = { now: () => Date.parse('2026-11-23T10:00:00.000Z') };

describe('the log', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'landfall-log-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const all = async (entries: AsyncIterable<LogEntry>): Promise<string[]> => {
    const messages: string[] = [];
    for await (const { message } of entries) messages.push(message);
    return messages;
  };

  test('gives an entry its time and severity when it has none', async () => {
    const log = createLog(directory, { clock });
    log.write({ stage: 'tune', message: 'a' });
    for await (const entry of log.read()) {
      expect(entry).toEqual({ severity: 'INFO', time: '2026-11-23T10:00:00.000Z', stage: 'tune', message: 'a' });
    }
    expect.assertions(1);
  });

  test.each([
    ['all', {}, ['a', 'b', 'c']],
    ['one stage', { stage: 'tune' }, ['a', 'c']],
    ['one run', { run: 'r2' }, ['b', 'c']],
    ['from an instant on', { since: '2026-11-23T10:00:02.000Z' }, ['b', 'c']],
  ])('reads %s', async (_what, filter, expected) => {
    const log = createLog(directory);
    log.write({ stage: 'tune', run: 'r1', message: 'a', time: '2026-11-23T10:00:01.000Z' });
    log.write({ stage: 'watch', run: 'r2', message: 'b', time: '2026-11-23T10:00:02.000Z' });
    log.write({ stage: 'tune', run: 'r2', message: 'c', time: '2026-11-23T10:00:03.000Z' });
    expect(await all(log.read(filter))).toEqual(expected);
  });

  test('is still there after a restart, and passes over half a line that a kill left', async () => {
    createLog(directory).write({ stage: 'tune', message: 'a' });
    appendFileSync(join(directory, '000001.jsonl'), '{"message":"ha');
    expect(await all(createLog(directory).read())).toEqual(['a']);
  });

  test('begins a new file when one is full, and deletes the oldest', async () => {
    const log = createLog(directory, { maximumFileBytes: 10, maximumFiles: 2 });
    for (const message of ['a', 'b', 'c', 'd']) log.write({ stage: 'tune', message });
    expect(readdirSync(directory)).toEqual(['000003.jsonl', '000004.jsonl']);
    expect(await all(log.read())).toEqual(['c', 'd']);
  });

  test('follows: what is there, then what comes, nothing twice, until told to stop', async () => {
    const log = createLog(directory, { clock });
    const stop = new AbortController();
    log.write({ stage: 'tune', message: 'before' });
    const messages: string[] = [];
    for await (const { message } of log.follow({ stage: 'tune' }, stop.signal)) {
      messages.push(message);
      if (message === 'before') {
        log.write({ stage: 'watch', message: 'of another stage' });
        log.write({ stage: 'tune', message: 'after' });
      }
      if (message === 'after') stop.abort();
    }
    expect(messages).toEqual(['before', 'after']);
  });
});
