import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { otlpOf } from '../../../functions/trace/otlp';
import { allowAll, PermissionDenied, type Access } from '../../../local/iam/access';
import { openState, type State } from '../../../local/state';
import { createTelemetry } from '../../../local/telemetry';
import type { ExchangeTraced } from '../../../schemas/generated/types';
import example from '../../../schemas/events/examples/exchange.traced.v1.json';
import { createManualClock } from '../manual-clock';

const place = { project: 'p', region: 'us-central1' };
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traced = example as unknown as ExchangeTraced;
const request = otlpOf(traced, place);

let folder: string;
let state: State;
let server: Server;
let url: string;

async function open(access: Access = allowAll, now = Date.parse('2026-11-29T09:00:00Z')) {
  const clock = { ...createManualClock(), now: () => now };
  server = express().use(createTelemetry({ state, access, clock })).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'landfall-telemetry-'));
  state = openState(join(folder, 'state'));
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await state.close();
  rmSync(folder, { recursive: true });
});

const post = async (body: object | string, type = 'application/json') => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${url}/v1/traces`, { method: 'POST', headers: { 'content-type': type }, body: text });
  return { status: response.status, body: (await response.json()) as { error?: { status: string; message: string } } };
};
const get = async (trace: string) => {
  const response = await fetch(`${url}/v1/projects/p/traces/${trace}`);
  return { status: response.status, body: (await response.json()) as { spans: { name: string }[] } };
};
/** The example with one of its spans changed. */
const changed = (change: object) =>
  otlpOf({ ...traced, spans: [{ ...traced.spans[0]!, ...change }] } as ExchangeTraced, place);

describe('the local Cloud Trace', () => {
  test('keeps spans that come by OTLP, and tells a trace as its API does', async () => {
    await open();
    expect(await post(request)).toEqual({ status: 200, body: {} });
    expect((await get(traceId)).body).toMatchObject({
      projectId: 'p',
      traceId,
      spans: [
        {
          spanId: '6023947403358210776',
          kind: 'RPC_SERVER',
          name: 'POST /v1/pipelines/{pipeline}:generate',
          startTime: '2026-11-29T10:00:00.000000000Z',
          endTime: '2026-11-29T10:00:00.813000000Z',
        },
        {
          spanId: '67667974448284343',
          parentSpanId: '6023947403358210776',
          kind: 'RPC_CLIENT',
          startTime: '2026-11-29T10:00:00.001250000Z',
          labels: {
            'gen_ai.usage.input_tokens': '118',
            'gen_ai.response.finish_reasons': 'STOP',
            'service.name': 'serve',
          },
        },
      ],
    });
  });

  test('keeps a span once that comes twice, and what comes later beside it', async () => {
    await open();
    const [first, second] = traced.spans;
    for (const span of [first!, first!, second!]) await post(otlpOf({ ...traced, spans: [span] }, place));
    expect((await get(traceId)).body.spans).toHaveLength(2);
  });

  test('knows no other trace', async () => {
    await open();
    expect(await get(traceId)).toMatchObject({ status: 404, body: { error: { status: 'NOT_FOUND' } } });
  });

  test('forgets a trace after thirty days', async () => {
    await open();
    await post(request);
    server.close();
    server.closeAllConnections();
    await open(allowAll, Date.parse('2026-12-30T09:00:00Z'));
    expect((await get(traceId)).status).toBe(404);
  });

  test.each<[string, object | string, string]>([
    [
      'without a project',
      { resourceSpans: [{ scopeSpans: [{ spans: [{}] }] }] },
      'Resource is missing required attribute "gcp.project_id"',
    ],
    ['with a trace of zeros', changed({ traceId: '0'.repeat(32) }), 'trace_id "00000000000000000000000000000000"'],
    ['with half a span id', changed({ spanId: '00f067aa' }), 'span_id "00f067aa" is not of 16 hex digits'],
    ['that ends before it begins', changed({ end: 1 }), 'does not end at or after its start'],
    ['without a name', changed({ name: '' }), 'has no name of 1 to 1024 bytes'],
    ['with a long name', changed({ name: 'x'.repeat(1025) }), 'has no name of 1 to 1024 bytes'],
    [
      'with a long value',
      changed({ attributes: { a: 'x'.repeat(65537) } }),
      'the attribute a has more than 65536 bytes',
    ],
    ['with a long key', changed({ attributes: { ['k'.repeat(513)]: 1 } }), 'no key of 1 to 512 bytes'],
    ['that is no JSON', '{', 'JSON'],
  ])('refuses a span %s, and keeps nothing that came with it', async (_, body, why) => {
    await open();
    const refused = await post(body);
    expect(refused).toMatchObject({ status: 400, body: { error: { status: 'INVALID_ARGUMENT' } } });
    expect(refused.body.error!.message).toContain(why);
    expect((await get(traceId)).status).toBe(404);
  });

  test('says that it reads no protobuf', async () => {
    await open();
    expect(await post('x', 'application/x-protobuf')).toMatchObject({ status: 501 });
  });

  test('asks whether the caller may write spans of the project, and read them', async () => {
    const asked: string[] = [];
    await open({
      ...allowAll,
      check: (principal, permission, resource) => {
        asked.push(`${permission} ${resource}`);
        throw new PermissionDenied(principal, permission, resource);
      },
    });
    expect((await post(request)).status).toBe(403);
    expect((await get(traceId)).status).toBe(403);
    expect(asked).toEqual(['telemetry.traces.write projects/p', 'cloudtrace.traces.get projects/p']);
  });
});
