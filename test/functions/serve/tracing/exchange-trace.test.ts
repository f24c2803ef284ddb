import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RetryableError } from '../../../../core/errors';
import type { Generation } from '../../../../functions/shared/models/provider';
import { answered, startServe } from '../serve-server';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const caller = '00f067aa0ba902b7';
const input = { customer: 'Ana', body: 'It leaks, call me at 030 1234.' };

let serve: Awaited<ReturnType<typeof startServe>>;
let says: Generation['generate'];
let traceparents: (string | undefined)[];

beforeEach(async () => {
  traceparents = [];
  says = async (_, hearing) => {
    hearing?.onText?.('A broken jar.');
    return { ...answered, model: 'the-model-001' };
  };
  serve = await startServe(async (question, hearing) => {
    traceparents.push(hearing?.span?.traceparent);
    return says(question, hearing);
  });
});
afterEach(() => serve.close());

const ask = async (headers: Record<string, string> = {}, verb = 'generate') => {
  const response = await fetch(`${serve.url}/v1/pipelines/email-summary:${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ input }),
  });
  await response.text();
  await Promise.all(serve.served);
  return response.status;
};
const traceparent = (flags: string) => ({ traceparent: `00-${traceId}-${caller}-${flags}` });
const spans = () => serve.world.spans;

describe('an exchange', () => {
  test('is a server span, and below it one of each question to a model, by the conventions', async () => {
    await ask();
    const [model, server] = spans();
    expect(spans()).toHaveLength(2);
    expect(server).toMatchObject({
      name: 'POST /v1/pipelines/{pipeline}:generate',
      kind: 'server',
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/v1/pipelines/{pipeline}:generate',
        'http.response.status_code': 200,
        'landfall.answer.id': serve.rows()[0]!.id,
      },
    });
    expect(server!.parentSpanId).toBeUndefined();
    const { endpoint } = serve.rows()[0]!;
    expect(model).toMatchObject({
      traceId: server!.traceId,
      parentSpanId: server!.spanId,
      name: `generate_content ${endpoint}`,
      kind: 'client',
      attributes: {
        'gen_ai.operation.name': 'generate_content',
        'gen_ai.provider.name': 'gcp.vertex_ai',
        'gen_ai.request.model': endpoint,
        'gen_ai.response.model': 'the-model-001',
        'gen_ai.response.finish_reasons': ['STOP'],
        'gen_ai.usage.input_tokens': 9,
        'gen_ai.usage.output_tokens': 5,
        'gen_ai.usage.reasoning.output_tokens': 2,
      },
    });
    for (const { start, end } of spans()) expect(end).toBeGreaterThanOrEqual(start);
  });

  test('has its trace on record, in the log, and with whoever is asked', async () => {
    says = () => Promise.reject(new RetryableError('busy', { cause: { code: 8 } }));
    expect(await ask(traceparent('01'))).toBe(503);
    expect(serve.rows()[0]!.trace_id).toBe(traceId);
    const [model, server] = spans();
    expect(traceparents).toEqual([`00-${traceId}-${model!.spanId}-01`]);
    expect(serve.world.lines).toMatchObject([
      {
        severity: 'ERROR',
        'logging.googleapis.com/trace': `projects/landfall-local/traces/${traceId}`,
        'logging.googleapis.com/spanId': server!.spanId,
        'logging.googleapis.com/trace_sampled': true,
      },
    ]);
    expect(model!.attributes['error.type']).toBe('8');
    expect(server!.attributes).toMatchObject({ 'error.type': '503', 'http.response.status_code': 503 });
  });

  test('says nothing in its spans of what was said, nor of whom', async () => {
    await ask();
    const said = JSON.stringify(spans());
    for (const text of ['Ana', 'leaks', '030 1234', 'broken jar']) expect(said).not.toContain(text);
  });

  test('goes on with the trace of its caller', async () => {
    await ask(traceparent('01'));
    expect(spans().map((span) => [span.traceId, span.kind, span.parentSpanId === caller])).toEqual([
      [traceId, 'client', false],
      [traceId, 'server', true],
    ]);
  });

  test.each([
    ['does as its caller says', traceparent('00'), 1, false],
    ['does as its caller says, whatever the share', traceparent('01'), 0, true],
    ['decides by the share where nobody has', {}, 1, true],
    ['decides by the share where nobody has, none', {}, 0, false],
    ['takes no traceparent that is none', { traceparent: `00-${traceId}-${caller}-1` }, 1, true],
    ["takes what Google's front end always says for no decision", gfe('00'), 1, true],
    ['keeps what it has decided on', gfe('01'), 0, true],
  ])('%s', async (_, headers, ratio, isKept) => {
    serve.world.tracing.ratio = ratio;
    await ask(headers);
    expect(spans().length > 0).toBe(isKept);
    // The record knows the trace, and the model hears of it, all the same.
    expect(serve.rows()[0]!.trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(traceparents[0]!.endsWith(isKept ? '-01' : '-00')).toBe(true);
    expect(serve.world.measured).toHaveLength(1);
  });

  test('is written before its stream has ended', async () => {
    expect(await ask({}, 'streamGenerate')).toBe(200);
    const [model] = spans();
    expect(model!.attributes).toMatchObject({ 'gen_ai.request.stream': true });
    expect(model!.attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThanOrEqual(0);
  });

  test('has its row on record before its answer is kept for a retry', async () => {
    const recorded: number[] = [];
    const { objects } = serve.world;
    const write = objects.write.bind(objects);
    objects.write = async (uri, body, options) => {
      if (body.includes('"sent"')) recorded.push(serve.rows().length);
      return write(uri, body, options);
    };
    await ask({ 'idempotency-key': 'a-1' });
    expect(recorded).toEqual([1]);
    expect(spans()).toHaveLength(2);
  });

  test('has the row of a try on record before the next', async () => {
    serve.close();
    const recorded: number[] = [];
    serve = await startServe(
      async () => {
        recorded.push(serve.rows().length);
        return recorded.length === 1 ? { ...answered, outcome: 'empty', text: '' } : answered;
      },
      ({ pipeline }) => (pipeline.serving = { ...pipeline.serving, outcomes: { empty: [{ retry: 1 }] } }),
    );
    expect(await ask()).toBe(200);
    expect(recorded).toEqual([0, 1]);
    expect(serve.rows().map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(spans().map(({ kind }) => kind)).toEqual(['client', 'client', 'server']);
  });

  test('is not what only asks for what there is', async () => {
    await fetch(`${serve.url}/v1/models`);
    expect(spans()).toEqual([]);
  });
});

test('a question to a model is measured, however it has ended', async () => {
  await ask({}, 'streamGenerate');
  says = () => Promise.reject(new TypeError('it broke'));
  await ask();
  const { endpoint } = serve.rows()[0]!;
  const whom = { operation: 'generate_content', provider: 'gcp.vertex_ai', requestModel: endpoint };
  const seconds = expect.any(Number);
  expect(serve.world.measured).toEqual([
    {
      ...whom,
      responseModel: 'the-model-001',
      duration: seconds,
      timeToFirstChunk: seconds,
      inputTokens: 9,
      outputTokens: 5,
    },
    { ...whom, errorType: 'TypeError', duration: seconds, inputTokens: 0, outputTokens: 0 },
  ]);
});

test('a question whose caller goes away is measured, though whoever is asked takes a moment to stop', async () => {
  const caller = new AbortController();
  says = (_, hearing) =>
    new Promise((_resolve, reject) => {
      const { signal } = hearing!;
      signal!.addEventListener('abort', () => setImmediate(() => reject(signal!.reason as Error)));
      caller.abort();
    });
  const { url } = serve;
  const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ input }) };
  await fetch(`${url}/v1/pipelines/email-summary:generate`, { ...asked, signal: caller.signal }).catch(() => undefined);
  await Promise.all(serve.served);
  expect(serve.world.measured).toMatchObject([{ errorType: 'CallerGone' }]);
  expect(spans().map(({ kind }) => kind)).toEqual(['client', 'server']);
});

function gfe(flags: string) {
  return { ...traceparent(flags), 'x-cloud-trace-context': `${traceId}/1;o=0` };
}
