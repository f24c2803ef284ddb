import { describe, expect, test } from '@jest/globals';
import type { Configuration } from '../../../../schemas/generated/types';
import type { ObjectInfo } from '../../../../functions/shared/stage/objects';
import { askBatch } from '../../../../functions/validate/batch/ask-batch';
import { parseLandingPath, type LandingPath } from '../../../../core/batch/landing-path';
import { identifyRun } from '../../../../functions/validate/batch/run-identity';
import { exampleRun } from '../../fakes';

/** What happened in a batch's folder, a second each: a name is written, '-name' is deleted, '=name' is written by Landfall. */
function historyOf(...events: string[]): ObjectInfo[] {
  const versions: ObjectInfo[] = [];
  for (const [second, event] of events.entries()) {
    const name = `email-summary/b1/${event.replace(/^[-=]/, '')}`;
    const timeCreated = new Date(Date.UTC(2026, 10, 23, 10, 0, second)).toISOString();
    const live = versions.find((version) => version.name === name && version.timeDeleted === undefined);
    if (live) live.timeDeleted = timeCreated;
    if (event.startsWith('-')) continue;
    const generation = String(1000 + second);
    const uri = `gs://landing/${name}`;
    versions.push({ uri, name, generation, bytes: 1, crc32c: '', timeCreated, isOurs: event.startsWith('=') });
  }
  return versions.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const configuration = (change: (configuration: Configuration) => void = () => {}) =>
  exampleRun((made) => {
    made.pipeline.sources['notes'] = { ...made.pipeline.sources['customers']!, required: false };
    change(made);
  }).configuration;
const plain = configuration();
const byMarker = configuration(({ pipeline }) => void (pipeline.batch.complete = 'marker'));

/** What comes of the announcement of an event, in words, when so many have happened: the run's objects with their second. */
function outcome(events: string[], at: number, deployed: Configuration | null = plain, happened = at + 1): string {
  const history = historyOf(...events.slice(0, happened));
  const name = `email-summary/b1/${events[at]!.replace(/^[-=]/, '')}`;
  const landed = { name, generation: String(1000 + at) };
  const path = parseLandingPath(name) as LandingPath;
  const answer = askBatch({ landed, path, history, configuration: deployed ?? undefined });
  if ('because' in answer) return answer.isLate ? `late: ${answer.because}` : answer.because;
  const objects = answer.run.objects.map(({ name: object, generation }) => {
    return `${object.split('/').slice(2).join('/')}@${Number(generation) - 1000}`;
  });
  const marker = answer.run.marker ? ` under _SUCCESS@${Number(answer.run.marker.generation) - 1000}` : '';
  return `${answer.isAnotherObjectsRun ? "another's " : ''}run of ${objects.join(' ')}${marker}`;
}

/** What else comes of the announcements when they are late: nothing but runs that other objects make as well. */
function surprises(events: string[], outcomes: string[]): string[] {
  return outcomes.flatMap((first, at) => {
    const later = events.slice(at + 1).map((_, more) => outcome(events, at, plain, at + 2 + more));
    return later.filter((each) => each !== first && !outcomes.includes(each.replace("another's ", '')));
  });
}

const late = 'late: it came after _SUCCESS: write that again to take it in';

describe('a batch that its sources complete', () => {
  test.each<[string, string[], string[]]>([
    ['waits for what is required', ['emails.csv'], ['waiting for customers']],
    [
      'makes a run with the last of them, whatever they are called after the dot',
      ['customers.parquet', 'emails.2026.csv.gz'],
      ['waiting for emails', 'run of customers.parquet@0 emails.2026.csv.gz@1'],
    ],
    [
      'has what is not required in it when that came before',
      ['notes.csv', 'emails.csv', 'customers.csv'],
      ['waiting for emails, customers', 'waiting for customers', 'run of customers.csv@2 emails.csv@1 notes.csv@0'],
    ],
    [
      'makes another run with what is not required and came after',
      ['emails.csv', 'customers.csv', 'notes.csv'],
      [
        'waiting for customers',
        'run of customers.csv@1 emails.csv@0',
        'run of customers.csv@1 emails.csv@0 notes.csv@2',
      ],
    ],
    [
      'makes another run with a file that took the place of one, and the earlier run is the same still',
      ['emails.csv', 'customers.csv', 'emails.csv'],
      ['waiting for customers', 'run of customers.csv@1 emails.csv@0', 'run of customers.csv@1 emails.csv@2'],
    ],
    [
      'waits again for a file that was deleted',
      ['emails.csv', '-emails.csv', 'customers.csv'],
      ['waiting for customers', 'it is gone', 'waiting for emails'],
    ],
    [
      'makes a run, which says so, of a source that is there twice',
      ['emails.csv', 'customers.csv', 'emails.jsonl'],
      [
        'waiting for customers',
        'run of customers.csv@1 emails.csv@0',
        'run of customers.csv@1 emails.csv@0 emails.jsonl@2',
      ],
    ],
    [
      'leaves a file of no source to a run of its own',
      ['orders.csv', 'emails.csv', 'customers.csv'],
      ['run of orders.csv@0', 'waiting for customers', 'run of customers.csv@2 emails.csv@1'],
    ],
    [
      'is announced once more by a first _SUCCESS, as the same run',
      ['emails.csv', 'customers.csv', '_SUCCESS'],
      ['waiting for customers', 'run of customers.csv@1 emails.csv@0', "another's run of customers.csv@1 emails.csv@0"],
    ],
    [
      'does not take in what Landfall wrote',
      ['emails.csv', '=customers.csv'],
      ['waiting for customers', 'Landfall wrote it'],
    ],
  ])('%s', (_, events, outcomes) => {
    expect(events.map((_event, at) => outcome(events, at))).toEqual(outcomes);
    expect(surprises(events, outcomes)).toEqual([]);
  });
});

describe('a batch that _SUCCESS completes', () => {
  test.each<[string, string[], string[]]>([
    [
      'waits for it when a source comes in parts',
      ['customers.csv', 'emails/part-0', 'emails/part-1', '_SUCCESS'],
      [
        'waiting for emails',
        'waiting for _SUCCESS',
        'waiting for _SUCCESS',
        'run of customers.csv@0 emails/part-0@1 emails/part-1@2 under _SUCCESS@3',
      ],
    ],
    [
      'does not take in a late file until it is written again',
      ['customers.csv', 'emails/part-0', '_SUCCESS', 'emails/part-1', '_SUCCESS'],
      [
        'waiting for emails',
        'waiting for _SUCCESS',
        'run of customers.csv@0 emails/part-0@1 under _SUCCESS@2',
        late,
        'run of customers.csv@0 emails/part-0@1 emails/part-1@3 under _SUCCESS@4',
      ],
    ],
    [
      'does not take in a late file that takes the place of one, either',
      ['customers.csv', 'emails.csv', '_SUCCESS', 'emails.csv', '_SUCCESS'],
      [
        'waiting for emails',
        'run of customers.csv@0 emails.csv@1',
        "another's run of customers.csv@0 emails.csv@1",
        late,
        'run of customers.csv@0 emails.csv@3 under _SUCCESS@4',
      ],
    ],
    [
      'makes another run each time it is written again, even of the same files',
      ['emails.csv', 'customers.csv', '_SUCCESS', '_SUCCESS'],
      [
        'waiting for customers',
        'run of customers.csv@1 emails.csv@0',
        "another's run of customers.csv@1 emails.csv@0",
        'run of customers.csv@1 emails.csv@0 under _SUCCESS@3',
      ],
    ],
    [
      'makes a run, which says so, of a batch that lacks a source',
      ['emails.csv', '_SUCCESS'],
      ['waiting for customers', 'run of emails.csv@0 under _SUCCESS@1'],
    ],
    ['makes a run, which says so, of an empty batch', ['_SUCCESS'], ['run of _SUCCESS@0 under _SUCCESS@0']],
    [
      'makes a run, which says so, with a file or a folder of no source in it',
      ['emails.csv', 'orders/part-0', 'customers.csv', '_SUCCESS'],
      [
        'waiting for customers',
        'waiting for _SUCCESS',
        'run of customers.csv@2 emails.csv@0',
        'run of customers.csv@2 emails.csv@0 orders/part-0@1 under _SUCCESS@3',
      ],
    ],
    [
      'is open again once that is deleted',
      ['emails.csv', '_SUCCESS', '-_SUCCESS', 'customers.csv'],
      [
        'waiting for customers',
        'run of emails.csv@0 under _SUCCESS@1',
        'it is gone',
        'run of customers.csv@3 emails.csv@0',
      ],
    ],
    ['makes no run of what Landfall wrote', ['=_SUCCESS'], ['Landfall wrote it']],
  ])('%s', (_, events, outcomes) => {
    expect(events.map((_event, at) => outcome(events, at))).toEqual(outcomes);
    expect(surprises(events, outcomes)).toEqual([]);
  });

  test('and by nothing else when the pipeline says so', () => {
    const events = ['emails.csv', 'customers.csv', 'orders.csv', '_SUCCESS'];
    expect(events.map((_, at) => outcome(events, at, byMarker))).toEqual([
      'waiting for _SUCCESS',
      'waiting for _SUCCESS',
      'waiting for _SUCCESS',
      'run of customers.csv@1 emails.csv@0 orders.csv@2 under _SUCCESS@3',
    ]);
  });
});

describe('a batch of no pipeline', () => {
  test('makes a run of each file, which fails and says why, and none of its marker', () => {
    const events = ['emails.csv', 'customers.csv', '_SUCCESS'];
    expect(events.map((_, at) => outcome(events, at, null))).toEqual([
      'run of emails.csv@0',
      'run of customers.csv@1',
      'no pipeline waits for it',
    ]);
  });

  test('makes one run of many parts', () => {
    const events = ['emails/part-0', 'emails/part-1', '_SUCCESS'];
    expect(events.map((_, at) => outcome(events, at, null))).toEqual([
      'waiting for _SUCCESS',
      'waiting for _SUCCESS',
      'run of emails/part-0@0 emails/part-1@1 under _SUCCESS@2',
    ]);
  });
});

test('of two files that each could not see the other, the older one makes the run of both', () => {
  const [emails, customers] = historyOf('emails.csv', 'customers.csv').toReversed() as [ObjectInfo, ObjectInfo];
  const ask = (landed: ObjectInfo, history: ObjectInfo[]) =>
    askBatch({ landed, path: parseLandingPath(landed.name) as LandingPath, history, configuration: plain });
  // customers is the younger, and is announced before emails can be seen.
  expect(ask(customers, [customers])).toEqual({ because: 'waiting for emails' });
  expect(ask(emails, [emails, customers])).toMatchObject({ run: { objects: [{}, {}] }, isAnotherObjectsRun: true });
});

test('files that come in the same millisecond complete a batch together, as one run', () => {
  const history = historyOf('emails.csv', 'customers.csv').map((version) => {
    return { ...version, timeCreated: '2026-11-23T10:00:00.000Z' };
  });
  const runs = history.map((landed) => {
    const path = parseLandingPath(landed.name) as LandingPath;
    const answer = askBatch({ landed, path, history, configuration: plain });
    return 'run' in answer && identifyRun('email-summary', { bucket: 'landing', ...answer.run });
  });
  expect(runs[0]).toMatch(/^20261123-[0-9a-f]{8}$/);
  expect(runs[1]).toBe(runs[0]);
});

describe('the id of a run', () => {
  const object = { source: 'emails', name: 'p/b/emails.csv', generation: '1', bytes: 1, crc32c: '' };
  const trigger = { bucket: 'b', objects: [{ ...object, timeCreated: '2026-11-22T23:59:59.999Z' }] };
  const marker = { name: 'p/b/_SUCCESS', generation: '2', timeCreated: '2026-11-23T00:00:00.000Z' };

  test('begins with the date of the newest object, the marker included', () => {
    expect(identifyRun('p', trigger)).toMatch(/^20261122-/);
    expect(identifyRun('p', { ...trigger, marker })).toMatch(/^20261123-/);
  });

  test.each([
    ['pipeline', () => identifyRun('q', trigger)],
    ['bucket', () => identifyRun('p', { ...trigger, bucket: 'c' })],
    ['generation', () => identifyRun('p', { ...trigger, objects: [{ ...trigger.objects[0]!, generation: '9' }] })],
    ['marker', () => identifyRun('p', { ...trigger, marker })],
    ['configuration', () => identifyRun('p', trigger, 'f'.repeat(64))],
  ])('is another one of another %s', (_, other) => {
    expect(other().slice(9)).not.toBe(identifyRun('p', trigger).slice(9));
  });

  test('does not depend on the order of the objects', () => {
    const objects = ['a', 'b'].map((name) => ({ ...trigger.objects[0]!, name }));
    expect(identifyRun('p', { bucket: 'b', objects })).toBe(
      identifyRun('p', { bucket: 'b', objects: objects.toReversed() }),
    );
  });
});
