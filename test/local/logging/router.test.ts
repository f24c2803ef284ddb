import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allowAll, PermissionDenied, type Access, type Principal } from '../../../local/iam/access';
import type { LogEntry } from '../../../local/logging/entry';
import { parseFilter } from '../../../local/logging/filter';
import { createLogRouter, type LogRouter } from '../../../local/logging/router';
import { createLog, type Log } from '../../../local/log';
import { createManualClock } from '../manual-clock';

describe('the log router', () => {
  const topic = 'projects/p/topics/predictions';
  const writer: Principal = { kind: 'serviceAccount', email: 'writer@p' };
  let directory: string;
  let log: Log;
  let published: { topic: string; entry: LogEntry; attributes: Record<string, string> }[];
  const open = (access: Access = allowAll): LogRouter => {
    const router = createLogRouter({
      access,
      log,
      clock: createManualClock(),
      place: { project: 'p', region: 'us-central1' },
      publish: async (to, { data, attributes }) =>
        void published.push({ topic: to, entry: JSON.parse(data.toString()) as LogEntry, attributes }),
    });
    const filter = parseFilter('jsonPayload.event.type="made"');
    router.configure({ sinks: [{ name: 'predictions', filter, topic, writer }], exclusions: [filter] });
    return router;
  };
  const kept = async (): Promise<string[]> => {
    const messages = [];
    for await (const { message } of log.read()) messages.push(message);
    return messages;
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'landfall-logging-'));
    log = createLog(directory);
    published = [];
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  test('publishes what a sink means, and keeps what is not excluded', async () => {
    const router = open();
    router.log.write({ message: 'made', stage: 'serve', event: { type: 'made', data: { text: 'secret' } } });
    router.log.write({ message: 'hello', stage: 'serve' });
    await router.settled();
    expect(published).toMatchObject([{ topic, entry: { jsonPayload: { event: { data: { text: 'secret' } } } } }]);
    expect(published[0]!.attributes).toEqual({ 'logging.googleapis.com/timestamp': published[0]!.entry.timestamp });
    expect(await kept()).toEqual(['hello']);
  });

  test('says how many entries a sink could not export that may not publish', async () => {
    const router = open({
      ...allowAll,
      check: (principal, permission, resource) => {
        throw new PermissionDenied(principal, permission, resource);
      },
    });
    for (const n of [1, 2]) router.log.write({ message: String(n), stage: 'serve', event: { type: 'made' } });
    await router.settled();
    expect(published).toEqual([]);
    const denied =
      "the sink predictions could not export an entry to projects/p/topics/predictions (topic_permission_denied): Permission 'pubsub.topics.publish' denied on resource 'projects/p/topics/predictions' for writer@p";
    expect(await kept()).toEqual([denied, denied]);
  });
});
