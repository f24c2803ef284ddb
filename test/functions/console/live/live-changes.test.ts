import { expect, test } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { Response } from 'express';
import { liveChanges } from '../../../../functions/console/live/live-changes';
import { createFakeClock } from '../../fakes';
import { createToldChanges } from '../told-changes';

test('whoever watches is told of each pipeline that stands otherwise, together where several have changed, until they leave', async () => {
  const changes = createToldChanges({ isHeard: true });
  const response = new EventEmitter();
  const sent: unknown[] = [];
  let hasEnded = false;
  const events = {
    send: (data: unknown) => void sent.push(JSON.parse(data as string)),
    end: () => void (hasEnded = true),
    hasBegun: () => true,
  };
  const watched = liveChanges(events, response as unknown as Response, { changes, clock: createFakeClock() });
  const said = () => new Promise((resolve) => setImmediate(resolve));
  expect(sent).toEqual([[]]);
  changes.tell('runs/tickets/20261123-aaaaaaaa/tune/lease.json');
  await said();
  expect(sent).toHaveLength(1);
  changes.tell('runs/tickets/20261123-aaaaaaaa/run.json');
  changes.tell('pipelines/emails/production.json');
  changes.tell('runs/tickets/20261123-aaaaaaaa/validate/result.json');
  await said();
  expect(sent.slice(1)).toEqual([['tickets', 'emails']]);
  response.emit('close');
  await watched;
  changes.tell('runs/tickets/20261123-bbbbbbbb/run.json');
  expect([sent.length, hasEnded]).toEqual([2, true]);
});

test('whoever has left before they could be told is not waited for', async () => {
  const changes = createToldChanges({ isHeard: true });
  let hasEnded = false;
  const events = { send: () => {}, end: () => void (hasEnded = true), hasBegun: () => true };
  const response = Object.assign(new EventEmitter(), { destroyed: true }) as unknown as Response;
  await liveChanges(events, response, { changes, clock: createFakeClock() });
  expect(hasEnded).toBe(true);
});
