import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { cloudEvent } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contractOf, stageNames, type EventType, type OutputOf, type StageName } from '../../core/stages';
import { encodeEvent, type Event } from '../../functions/shared/stage/events';
import { defineStage } from '../../functions/shared/stage/stage';
import { createWorld, exampleRun, type World } from './fakes';

const folder = 'schemas/events/examples';
const examples = Object.fromEntries(
  readdirSync(folder).map((file) => [
    `landfall.${file.replace('.json', '')}`,
    JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Event['data'],
  ]),
) as Record<EventType, Event['data']>;

describe.each(stageNames)('%s under the Functions Framework', (name) => {
  const { hears: input, says } = contractOf(name);
  const output = says[0]!;
  let world: World;
  let server: Server;
  let silenced: { mockRestore(): void }[];

  beforeEach(async () => {
    world = createWorld();
    const run = await world.ledger.createRun(exampleRun());
    // The framework writes crashes to standard error, which is where one of these tests wants them.
    silenced = [jest.spyOn(console, 'error').mockImplementation(() => {})];
    cloudEvent(
      name,
      defineStage({
        name,
        createDeps: () => world,
        findRuns: async () => [run],
        handle: async () => ({ type: output, data: examples[output] }) as OutputOf<StageName>,
      }),
    );
    server = getTestServer(name).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(() => {
    server.close();
    server.closeAllConnections();
    silenced.forEach((spy) => spy.mockRestore());
  });

  /** A wrapped push, as a Pub/Sub push subscription sends it. */
  async function push(type: EventType): Promise<number> {
    const event = { id: 'e1', source: '/test', type, time: '2026-11-23T10:00:00.000Z', data: examples[type] } as Event;
    const { data, attributes } = encodeEvent(event);
    const message = {
      data: data.toString('base64'),
      attributes,
      messageId: '1',
      publishTime: '2026-11-23T10:00:00.000Z',
    };
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/projects/p/topics/t`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ subscription: 'projects/p/subscriptions/s', message }),
    });
    return response.status;
  }

  test('acknowledges its event and answers with its own', async () => {
    expect(await push(input)).toBe(204);
    expect(world.published).toMatchObject([{ type: output, data: examples[output] }]);
  });

  test('acknowledges every other event unread', async () => {
    for (const type of Object.keys(examples).filter((each) => each !== input))
      expect(await push(type as EventType)).toBe(204);
    expect(world.published).toEqual([]);
  });

  test('asks for its event again when the moment is bad, unless a clock gives it the next one', async () => {
    world.objects.failNext('write', 'lease.json', new Error('storage is away'));
    expect(await push(input)).toBe(contractOf(name).ticks ? 204 : 500);
    expect(await push(input)).toBe(204);
  });
});
