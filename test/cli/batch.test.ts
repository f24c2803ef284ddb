import { describe, expect, test } from '@jest/globals';
import { batchName, contentBatchName, landingPath, mapFiles, missingSources } from '../../cli/batch';
import { CliError } from '../../cli/errors';

const one = { messages: { format: 'csv' } };
const two = { emails: { format: 'jsonl' }, customers: { format: 'csv' } };

describe('files find their source', () => {
  test.each([
    [
      'by their name',
      two,
      ['data/emails.jsonl', 'customers.csv'],
      [],
      'emails=data/emails.jsonl customers=customers.csv',
    ],
    ['whatever their name, when there is one source', one, ['data/train.csv'], [], 'messages=data/train.csv'],
    ['by --source', two, ['customers.csv'], ['emails=a=b.jsonl'], 'emails=a=b.jsonl customers=customers.csv'],
    ['by their name even when there is one source', one, ['messages.csv'], [], 'messages=messages.csv'],
  ])('%s', (_, sources, files, named, expected) => {
    const mapped = mapFiles('p', sources, files, named);
    expect(mapped.map(({ source, path }) => `${source}=${path}`).join(' ')).toBe(expected);
  });

  test.each([
    [
      'a file that is no source',
      two,
      ['orders.csv'],
      [],
      'orders.csv is no source of p',
      'its sources are emails, customers',
    ],
    ['a source that is unknown', two, [], ['orders=x.csv'], 'x.csv is no source of p', '"orders" is none of them'],
    ['a --source without a file', two, [], ['emails'], '--source emails is not NAME=FILE', 'emails, customers'],
    [
      'two files of one source',
      two,
      ['a/emails.jsonl', 'b/emails.jsonl'],
      [],
      'source emails is given 2 times',
      'a/emails.jsonl, b/emails.jsonl',
    ],
  ])('%s is refused, and the error says why', (_, sources, files, named, message, why) => {
    let error: unknown;
    try {
      mapFiles('p', sources, files, named);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(CliError);
    expect((error as CliError).message).toBe(message);
    expect((error as CliError).details.why).toContain(why);
    expect((error as CliError).exitCode).toBe(2);
  });

  test('a source without a file is named', () => {
    expect(missingSources(two, [{ source: 'emails', path: 'x' }])).toEqual(['customers']);
  });
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

  test('lies below its pipeline, one object per source', () => {
    expect(landingPath('p', 'monday', 'emails', 'jsonl')).toBe('p/monday/emails.jsonl');
  });
});
