import { beforeEach, expect, test } from '@jest/globals';
import type { CloudEvent } from '@google-cloud/functions-framework';
import type { Signal } from '../../../core/alerts/judge';
import { RetryableError } from '../../../core/errors';
import { createAlert } from '../../../functions/alert/handler';
import { createLog } from '../../../functions/shared/stage/log';
import type { Event, PushedMessage } from '../../../functions/shared/stage/events';
import type { Statement } from '../../../core/statement';

const now = Date.UTC(2026, 11, 8, 12);
const failed: Signal = { measure: 'failed-runs', subject: 'mail', at: now - 60_000, total: 1, bad: 1 };
let asked: Statement[];
let published: Event[];
let lines: Record<string, unknown>[];
let signals: () => Signal[];
let receive: (event: CloudEvent<{ message: PushedMessage }>) => Promise<void>;

const tick = (at: number, type = 'landfall.alerts.tick.v1') =>
  ({
    data: {
      message: {
        data: 'e30=',
        messageId: '1',
        publishTime: new Date(at).toISOString(),
        attributes: { 'ce-type': type, 'ce-source': '//s', 'ce-specversion': '1.0' },
      },
    },
  }) as unknown as CloudEvent<{ message: PushedMessage }>;

beforeEach(() => {
  [asked, published, lines] = [[], [], []];
  signals = () => [failed];
  receive = createAlert(() => ({
    config: { project: 'p', dataset: 'landfall' },
    warehouse: {
      ask: <Row>(statement: Statement) => {
        asked.push(statement);
        return Promise.resolve(signals() as Row[]);
      },
    },
    publish: (event) => Promise.resolve(void published.push(event)),
    log: createLog({}, undefined, (line) => lines.push(JSON.parse(line) as Record<string, unknown>)),
  }));
});

test('what has come to hold is an event and a line of the log, with what to do', async () => {
  await receive(tick(now + 12_345));
  const data = {
    alert: 'run-failed',
    subject: 'mail',
    severity: 'ticket',
    says: 'a run has failed',
    why: '1 of 1 in 1 h',
    command: 'npx landfall runs --pipeline mail',
    runbook: 'docs/runbook.md#run-failed',
  };
  expect(published).toMatchObject([{ id: `run-failed/mail/${now}`, type: 'landfall.alert.raised.v1', data }]);
  expect(lines).toMatchObject([{ severity: 'ERROR', message: 'mail: a run has failed', alert: data }]);
});

test('a tick that comes twice, or late, is the same look: of its own minute, with the same ids', async () => {
  await receive(tick(now));
  await receive(tick(now));
  expect(asked.map(({ params }) => params)).toEqual([{ now }, { now }]);
  expect(new Set(published.map(({ id }) => id)).size).toBe(1);
});

test('what has been told is not told at the next tick', async () => {
  signals = () => [failed, { ...failed, measure: 'told', subject: 'run-failed mail', at: now }];
  await receive(tick(now + 5 * 60_000));
  expect([published, lines]).toEqual([[], []]);
});

test('a warehouse that does not answer brings the tick again', async () => {
  signals = () => {
    throw new RetryableError('no slots');
  };
  await expect(receive(tick(now))).rejects.toThrow('no slots');
  expect(published).toEqual([]);
});

test('another message is acknowledged unread', async () => {
  await receive(tick(now, 'landfall.watch.tick.v1'));
  expect(asked).toEqual([]);
  expect(lines[0]!['message']).toMatch(/^acknowledged unread: alert reads/);
});
