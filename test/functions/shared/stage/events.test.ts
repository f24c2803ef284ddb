import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import type { EventType } from '../../../../core/stages';
import { decodeEvent, encodeEvent, type Event } from '../../../../functions/shared/stage/events';

const folder = 'schemas/events/examples';
const examples = readdirSync(folder).map((file) => {
  const type = `landfall.${file.replace('.json', '')}` as EventType;
  return [type, JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Event['data']] as const;
});

describe('the one decoder', () => {
  test.each(examples)('gives back what the encoder was given: %s', (type, data) => {
    const event = {
      id: 'r/validate',
      source: '/landfall/x',
      type,
      time: '2026-11-23T10:00:00.000Z',
      subject: 'r',
      data,
    } as Event;
    const { data: bytes, attributes } = encodeEvent(event);
    expect(decodeEvent({ data: bytes.toString('base64'), attributes })).toEqual(event);
    const { attributes: marked } = encodeEvent({ ...event, again: true });
    expect(decodeEvent({ data: bytes.toString('base64'), attributes: marked })).toEqual({ ...event, again: true });
  });

  test("reads Cloud Storage's own notification from its attributes", () => {
    const attributes = {
      bucketId: 'b',
      eventTime: '2026-11-23T10:00:00.000Z',
      eventType: 'OBJECT_FINALIZE',
      notificationConfig: 'projects/_/buckets/b/notificationConfigs/1',
      objectGeneration: '1795428000000001',
      objectId: 'p/b1/emails.jsonl',
      payloadFormat: 'JSON_API_V1',
    };
    expect(decodeEvent({ messageId: '7', data: 'e30=', attributes })).toEqual({
      id: '7',
      source: '//storage.googleapis.com/projects/_/buckets/b',
      type: 'landfall.dataset.landed.v1',
      time: '2026-11-23T10:00:00.000Z',
      subject: 'p/b1/emails.jsonl',
      data: { bucket: 'b', name: 'p/b1/emails.jsonl', generation: '1795428000000001' },
    });
  });

  test("takes Pub/Sub's id and time for a tick, which a scheduler cannot give", () => {
    const message = {
      messageId: '8',
      publishTime: '2026-11-23T10:01:00Z',
      data: 'e30=',
      attributes: { 'ce-type': 'landfall.watch.tick.v1' },
    };
    expect(decodeEvent(message)).toMatchObject({ id: '8', time: '2026-11-23T10:01:00Z', data: {} });
  });
});
