import { describe, expect, test } from '@jest/globals';
import { PermanentError, RetryableError } from '../../../core/errors';
import { createTrace } from '../../../functions/trace/handler';
import example from '../../../schemas/events/examples/exchange.traced.v1.json';
import { createWorld } from '../fakes';

const deliver = async (send: (request: object) => Promise<void>, data: object = example) => {
  const { log, lines } = createWorld();
  const event = {
    id: '1',
    source: '/landfall/serve',
    type: 'landfall.exchange.traced.v1',
    time: '2026-11-29T09:00:00Z',
    data,
  };
  // As a sink of Cloud Logging publishes it.
  const message = {
    messageId: '7',
    data: Buffer.from(JSON.stringify({ insertId: 'i', jsonPayload: { message: event.type, event } })).toString(
      'base64',
    ),
    attributes: { 'logging.googleapis.com/timestamp': event.time },
  };
  const receive = createTrace(() => ({ project: 'p', region: 'us-central1', log, send }));
  await receive({ data: { message } } as never);
  return lines;
};

describe('spans that serve has logged', () => {
  test('are sent as OTLP has them, with the project that they are of', async () => {
    const sent: object[] = [];
    await deliver(async (request) => void sent.push(request));
    const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
    expect(sent).toEqual([
      {
        resourceSpans: [
          {
            resource: {
              attributes: [
                text('gcp.project_id', 'p'),
                text('service.name', 'serve'),
                text('service.version', '0.1.0+3f9a2c1'),
                text('cloud.provider', 'gcp'),
                text('cloud.region', 'us-central1'),
              ],
            },
            scopeSpans: [
              {
                scope: { name: 'landfall', version: '0.1.0+3f9a2c1' },
                spans: [
                  {
                    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
                    spanId: '00f067aa0ba902b7',
                    parentSpanId: '53995c3f42cd8ad8',
                    name: 'generate_content gemini-3.5-flash-lite',
                    kind: 3,
                    startTimeUnixNano: '1795946400001250000',
                    endTimeUnixNano: '1795946400812500000',
                    attributes: [
                      text('gen_ai.operation.name', 'generate_content'),
                      text('gen_ai.provider.name', 'gcp.vertex_ai'),
                      text('gen_ai.request.model', 'gemini-3.5-flash-lite'),
                      { key: 'gen_ai.usage.input_tokens', value: { intValue: '118' } },
                      {
                        key: 'gen_ai.response.finish_reasons',
                        value: { arrayValue: { values: [{ stringValue: 'STOP' }] } },
                      },
                    ],
                  },
                  {
                    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
                    spanId: '53995c3f42cd8ad8',
                    name: 'POST /v1/pipelines/{pipeline}:generate',
                    kind: 2,
                    startTimeUnixNano: '1795946400000000000',
                    endTimeUnixNano: '1795946400813000000',
                    attributes: [
                      text('http.request.method', 'POST'),
                      { key: 'http.response.status_code', value: { intValue: '200' } },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      },
    ]);
  });

  test('of what has failed have the status of an error', async () => {
    const [span] = example.spans;
    const failed = { ...example, spans: [{ ...span, attributes: { 'error.type': '503', ratio: 0.5, isLate: true } }] };
    let sent: object = {};
    await deliver(async (request) => void (sent = request), failed);
    expect(sent).toMatchObject({
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  status: { code: 2, message: '503' },
                  attributes: [
                    { key: 'error.type', value: { stringValue: '503' } },
                    { key: 'ratio', value: { doubleValue: 0.5 } },
                    { key: 'isLate', value: { boolValue: true } },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test('come again where Cloud Trace cannot be reached, or the right to write is not there yet', async () => {
    const send = () => Promise.reject(new RetryableError('sending spans: permission denied'));
    await expect(deliver(send)).rejects.toThrow('permission denied');
  });

  test('are given up, and the log says so, where they are never taken', async () => {
    const lines = await deliver(() => Promise.reject(new PermanentError('sending spans: malformed')));
    expect(lines).toMatchObject([{ severity: 'ERROR', message: expect.stringContaining('malformed') }]);
  });

  test('that cannot be read are acknowledged', async () => {
    const lines = await deliver(() => Promise.reject(new Error('never')), { spans: 'none' });
    expect(lines).toMatchObject([{ severity: 'ERROR', message: expect.stringContaining('acknowledged unread') }]);
  });
});
