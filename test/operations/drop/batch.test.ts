import { describe, expect, test } from '@jest/globals';
import {
  againCommand,
  batchName,
  contentBatchName,
  dataOf,
  extensionsOf,
  mapFiles,
  namedFiles,
  nameObjects,
  type NamedFile,
} from '../../../operations/drop/batch';
import { OperationError } from '../../../operations/errors';

const required = { required: true };
const one = { messages: required };
const two = { emails: required, customers: required };
const map = (sources: object, files: NamedFile[]): string =>
  mapFiles('p', sources as typeof two, files)
    .map(({ source, path, part }) => `${source}=${path}${part === undefined ? '' : ` as ${part}`}`)
    .join(' ');

describe('files find their source', () => {
  test.each<[string, object, NamedFile[], string]>([
    [
      'by their name',
      two,
      namedFiles(['data/emails.jsonl', 'customers.csv.gz']),
      'emails=data/emails.jsonl customers=customers.csv.gz',
    ],
    ['whatever their name, when there is one source', one, namedFiles(['data/train.csv']), 'messages=data/train.csv'],
    [
      'by --source, as often as a source has files',
      two,
      namedFiles(['customers.csv'], ['emails=a=b.jsonl', 'emails=c.jsonl']),
      'emails=a=b.jsonl emails=c.jsonl customers=customers.csv',
    ],
    ['by their name even when there is one source', one, namedFiles(['messages.csv']), 'messages=messages.csv'],
    [
      'by the folder they lie in, when their name says nothing',
      two,
      namedFiles(['out/emails/part-0.jsonl', 'out/emails/part-1.jsonl', 'out/emails/customers.csv']),
      'emails=out/emails/part-0.jsonl as part-0.jsonl emails=out/emails/part-1.jsonl as part-1.jsonl customers=out/emails/customers.csv',
    ],
    [
      'by the name of a folder that was named',
      two,
      [{ path: 'out/emails/day=1/customers.csv', folder: 'out/emails/' }],
      'emails=out/emails/day=1/customers.csv as day=1/customers.csv',
    ],
    [
      'by --source of a folder',
      two,
      [{ path: 'out/x/0.csv', folder: 'out/x', source: 'customers' }],
      'customers=out/x/0.csv as 0.csv',
    ],
    [
      'by what a folder of all sources holds',
      two,
      [
        { path: 'data/emails/0.jsonl', folder: 'data' },
        { path: 'data/customers.csv', folder: 'data' },
      ],
      'emails=data/emails/0.jsonl as 0.jsonl customers=data/customers.csv',
    ],
    [
      'in any folder, when there is one source',
      one,
      [{ path: 'data/0.csv', folder: 'data' }],
      'messages=data/0.csv as 0.csv',
    ],
    [
      'by where they landed in an earlier batch',
      two,
      namedFiles(['gs://l/p/monday/emails/customers.csv', 'gs://l/p/monday/customers.csv']),
      'emails=gs://l/p/monday/emails/customers.csv as customers.csv customers=gs://l/p/monday/customers.csv',
    ],
    [
      'by the folder of an earlier batch',
      two,
      [
        { path: 'gs://l/p/monday/emails/0', folder: 'gs://l/p/monday/' },
        { path: 'gs://l/p/monday/customers.csv', folder: 'gs://l/p/monday/' },
      ],
      'emails=gs://l/p/monday/emails/0 as 0 customers=gs://l/p/monday/customers.csv',
    ],
    [
      "but a marker is left out: drop writes the batch's own",
      one,
      namedFiles(['out/_SUCCESS', 'out/0.csv']),
      'messages=out/0.csv',
    ],
  ])('%s', (_, sources, files, expected) => expect(map(sources, files)).toBe(expected));

  test.each([
    [
      'a file that is no source',
      ['orders.csv'],
      [],
      'orders.csv is no source of p',
      /its sources are emails, customers/,
    ],
    ['a source that is unknown', [], ['orders=x.csv'], 'x.csv is no source of p', /"orders" is none of them/],
    ['a --source without a file', [], ['emails'], '--source emails is not NAME=FILE', /^$/],
  ])('%s is refused, and the error says why', (_, files, named, message, why) => {
    let error: unknown;
    try {
      mapFiles('p', two, namedFiles(files, named));
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(OperationError);
    expect((error as OperationError).message).toBe(message);
    expect((error as OperationError).details.why ?? '').toMatch(why);
    expect((error as OperationError).exitCode).toBe(2);
  });
});

describe('objects are named', () => {
  const names = (sources: { [name: string]: { required: boolean } }, paths: string[], options: string[] = []) =>
    nameObjects(mapFiles('p', sources, namedFiles(paths, options)), sources).map(({ name }) => name);

  test.each([
    [
      'after their source, with their own extensions',
      ['emails.jsonl.gz', 'customers.txt'],
      [],
      ['emails.jsonl.gz', 'customers.txt'],
    ],
    ['without an extension that the file has not', [], ['emails=export', 'customers=.hidden'], ['emails', 'customers']],
    [
      'as parts below their source, when it has several',
      [],
      ['emails=a/1.jsonl', 'emails=a/2.jsonl', 'customers=c.csv'],
      ['emails/1.jsonl', 'emails/2.jsonl', 'customers.csv'],
    ],
    [
      'with a number when folders hold the same name',
      [],
      ['emails=a/x.jsonl.gz', 'emails=b/x.jsonl.gz', 'emails=c/x.jsonl.gz'],
      ['emails/x.jsonl.gz', 'emails/x-2.jsonl.gz', 'emails/x-3.jsonl.gz'],
    ],
    ['without control characters', [], ['emails=a/x\n1', 'emails=a/y'], ['emails/x_1', 'emails/y']],
  ])('%s', (_, paths, options, expected) => expect(names(two, paths, options)).toEqual(expected));

  test('so that what completes the batch lands last', () => {
    const sources = { a: required, b: { required: false }, c: required };
    expect(names(sources, ['a.csv', 'b.csv'], ['c=1.csv', 'c=2.csv'])).toEqual([
      'c/1.csv',
      'c/2.csv',
      'b.csv',
      'a.csv',
    ]);
  });

  test.each([
    ['emails.jsonl', '.jsonl'],
    ['emails.2026-11-23.csv.gz', '.csv.gz'],
    ['v1.2 final', ''],
    ['.csv', ''],
    ['a/b.c/emails', ''],
    ['emails.GZ', '.GZ'],
  ])('%j has the extensions %j', (path, extensions) => expect(extensionsOf(path)).toBe(extensions));
});

describe('a batch', () => {
  const at = new Date('2026-11-23T08:05:09.123Z');

  test('made by hand is named after the second it was dropped and what it holds', () => {
    expect(batchName(at, ['aa', 'bb'])).toMatch(/^2026-11-23T080509-[0-9a-f]{8}$/);
    expect(batchName(at, ['aa', 'bb'])).not.toBe(batchName(at, ['aa', 'cc']));
  });

  test('of the sample has the same name for the same content', () => {
    expect(contentBatchName('sample', ['aa'])).toBe(contentBatchName('sample', ['aa']));
    expect(contentBatchName('sample', ['aa'])).not.toBe(contentBatchName('sample', ['ab']));
  });

  test('holds data, a marker, and what tools leave beside them', () => {
    expect(dataOf(['emails.jsonl', '_SUCCESS', '.DS_Store', 'customers/day=1/0'])).toEqual([
      { name: 'emails.jsonl', source: 'emails' },
      { name: 'customers/day=1/0', source: 'customers', part: 'day=1/0' },
    ]);
  });
});

test('a run says how to drop its batch again, parts by their folder', () => {
  const objects = ['p/b 1/emails/0.jsonl', 'p/b 1/emails/1.jsonl', 'p/b 1/customers.csv'].map((name) => ({ name }));
  const trigger = { bucket: 'landing', objects } as unknown as Parameters<typeof againCommand>[0]['trigger'];
  expect(againCommand({ pipeline: 'p', trigger })).toBe(
    "npx landfall drop p 'gs://landing/p/b 1/emails/' 'gs://landing/p/b 1/customers.csv' --wait",
  );
});
