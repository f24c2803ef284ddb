import { describe, expect, test } from '@jest/globals';
import { entriesOf, unrecordedBy } from '../../../core/logged-event';
import { logEntryOf } from '../../../local/logging/entry';
import { parseFilter } from '../../../local/logging/filter';

const place = { project: 'p', region: 'us-central1' };
const entryOf = (stage: string, fields: object, severity: 'INFO' | 'ERROR' = 'INFO') =>
  logEntryOf({ stage, severity, message: 'm', ...fields }, 'i', place, '2026-11-29T09:00:00.000Z');

const entry = entryOf('serve', {
  event: { type: 'a.b.v1', data: { n: 7 } },
  unrecorded: 'landfall.prediction.made.v1',
});

describe('a filter of log entries', () => {
  test.each([
    ['', true],
    ['resource.type="cloud_run_revision"', true],
    ['resource.type=cloud_run_revision AND resource.labels.service_name="deploy"', false],
    ['resource.labels.service_name="SERVE"', true],
    ['jsonPayload.event.data.n=7', true],
    ['jsonPayload.event.data.n!=7', false],
    ['jsonPayload.missing!="x"', false],
    ['jsonPayload.unrecorded:"landfall."', true],
    ['NOT jsonPayload.unrecorded:"landfall."', false],
    ['timestamp>="2026-11-29T09:00:00Z"', true],
    ['timestamp>="2026-11-29T09:00:01Z"', false],
    ['timestamp<="2026-11-29T09:00:00Z"', true],
    ['timestamp<="2026-11-29T08:59:59Z"', false],
    ['severity>=WARNING', false],
    ['severity>=INFO\nresource.labels.location="us-central1"', true],
    // OR binds closer than AND.
    ['severity="ERROR" AND severity="INFO" OR severity="INFO"', false],
    ['(severity="ERROR" AND severity="INFO") OR severity="INFO"', true],
  ])('%s', (filter, matches) => {
    expect(parseFilter(filter)(entry)).toBe(matches);
  });

  test.each([
    ['severity>=LOUD', 'severity >= is not known here'],
    ['timestamp>="yesterday"', 'timestamp >= is not known here'],
    ['severity<="INFO"', 'severity <= is not known here'],
    ['serve', 'a comparison is a field, an operator and a value'],
    ['(severity="INFO"', 'a parenthesis is open'],
    ['severity="INFO")', 'nothing is expected at )'],
    ['severity=~"I.*"', 'starts nothing'],
  ])('%s is refused', (filter, why) => {
    expect(() => parseFilter(filter)).toThrow(why);
  });

  test('finds the events of one type and one function, and what it says that it could not record', () => {
    const isMade = parseFilter(entriesOf('landfall.prediction.made.v1', 'serve'));
    const event = { type: 'landfall.prediction.made.v1' };
    expect(isMade(entryOf('serve', { event }))).toBe(true);
    expect(isMade(entryOf('evaluate', { event }))).toBe(false);
    expect(isMade(entryOf('serve', { event: { type: 'landfall.answer.rated.v1' } }))).toBe(false);
    // Somebody who asks for it says it in a text, which is no field.
    expect(isMade(entryOf('serve', { message: JSON.stringify({ event }) }))).toBe(false);
    expect(parseFilter(unrecordedBy('serve'))(entry)).toBe(true);
    expect(parseFilter(unrecordedBy('serve'))(entryOf('serve', {}, 'ERROR'))).toBe(false);
  });
});

describe('a line that a function prints', () => {
  test('is a payload without the fields that are its entry’s', () => {
    const labels = { execution_id: 'x' };
    const printed = { time: '2026-11-29T08:00:00Z', 'logging.googleapis.com/labels': labels, done: 3 };
    expect(entryOf('tune', printed)).toMatchObject({
      logName: 'projects/p/logs/run.googleapis.com%2Fstdout',
      resource: { labels: { service_name: 'tune', location: 'us-central1', project_id: 'p' } },
      timestamp: '2026-11-29T08:00:00Z',
      severity: 'INFO',
      labels,
      jsonPayload: { message: 'm', done: 3 },
    });
  });

  test('is of the trace that it names', () => {
    const printed = {
      'logging.googleapis.com/trace': 'projects/p/traces/4bf92f3577b34da6a3ce929d0e0e4736',
      'logging.googleapis.com/spanId': '00f067aa0ba902b7',
      'logging.googleapis.com/trace_sampled': true,
    };
    const { trace, spanId, traceSampled, textPayload } = entryOf('serve', printed);
    expect([trace, spanId, traceSampled, textPayload]).toEqual([...Object.values(printed), 'm']);
  });

  test('is a text where it has a message alone', () => {
    const { textPayload, jsonPayload } = entryOf('tune', {});
    expect([textPayload, jsonPayload]).toEqual(['m', undefined]);
  });
});
