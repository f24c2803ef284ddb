import { describe, expect, test } from '@jest/globals';
import { ledgerFolders } from '../../../core/ledger-layout';
import { markerName, parseBatchPath, parseLandingPath, shownFile } from '../../../core/batch/landing-path';
import { quarantineName } from '../../../functions/validate/reading/staging';
import pipelineSchema from '../../../schemas/pipeline.schema.json';

const file = { pipeline: 'p1', batch: 'b', isMarker: false };

describe('the name of a landed object', () => {
  test.each([
    ['p1/b/emails.jsonl', { ...file, source: 'emails' }],
    ['p1/b/emails.2026.csv.gz', { ...file, source: 'emails' }],
    ['p1/b/emails', { ...file, source: 'emails' }],
    ['p1/b/emails.tmp.csv', { ...file, source: 'emails' }],
    ['p1/b/emails/part', { ...file, source: 'emails', part: 'part' }],
    ['p1/b/emails/part-0.parquet', { ...file, source: 'emails', part: 'part-0.parquet' }],
    ['p1/b/emails/day=1/part-0', { ...file, source: 'emails', part: 'day=1/part-0' }],
    ['p1/b/_SUCCESS', { ...file, source: '', isMarker: true }],
    ['p1/../emails.csv', { ...file, batch: '..', source: 'emails' }],
    ['p1/b/Grüße 👋.csv', { ...file, source: 'Grüße 👋' }],
    [`p1/b/x"; DROP TABLE emails; --.csv`, { ...file, source: `x"; DROP TABLE emails; --` }],
    ['p1/b/a\nb\u0000.csv', { ...file, source: 'a\nb\u0000' }],
    ['p1/b/constructor.csv', { ...file, source: 'constructor' }],
  ])('%j is understood', (name, path) => {
    expect(parseLandingPath(name)).toEqual(path);
  });

  test.each([
    ['readme.txt', /PIPELINE\/BATCH\/SOURCE/],
    ['p1/emails.jsonl', /PIPELINE\/BATCH\/SOURCE/],
    ['p1//emails.jsonl', /PIPELINE\/BATCH\/SOURCE/],
    ['/', /PIPELINE\/BATCH\/SOURCE/],
    ['p1/b/', /PIPELINE\/BATCH\/SOURCE/],
    ['p1/b/emails/', /stands for a folder/],
    ['../b/emails.csv', /cannot be the name of a pipeline/],
    [`p'; DROP TABLE x/b/emails.csv`, /cannot be the name of a pipeline/],
    [`${'p'.repeat(900)}/b/emails.csv`, /^p{300}… cannot be/],
    ['p1/b/.DS_Store', /dot or an underscore/],
    ['p1/b/emails/_SUCCESS', /dot or an underscore/],
    ['p1/b/emails/_temporary/0/part-0', /dot or an underscore/],
    ['p1/b/emails/../../x.csv', /dot or an underscore/],
    ['p1/b/_temporary/0/emails.csv', /dot or an underscore/],
    ['p1/b/emails.jsonl.tmp', /not whole yet.*\(\.tmp\)/],
    ['p1/b/emails.csv.crdownload', /not whole yet/],
    ['p1/b/emails.csv.PART', /not whole yet/],
    ['p1/b/emails/part-0.parquet.partial', /not whole yet/],
    ['runs/b/emails.csv', /Landfall's own/],
    ['datasets/p1/version/train.jsonl', /Landfall's own/],
    ['staged/key/clean.jsonl', /Landfall's own/],
    ['quarantine/p1/run/emails.jsonl', /Landfall's own/],
  ])('%j is none of a batch', (name, reason) => {
    expect(parseLandingPath(name)).toMatch(reason);
  });

  test('says the same below its batch', () => {
    expect(parseBatchPath(markerName)).toEqual({ source: '', isMarker: true });
    expect(parseBatchPath('emails/part-0.parquet')).toEqual({
      source: 'emails',
      part: 'part-0.parquet',
      isMarker: false,
    });
    expect(parseBatchPath('.DS_Store')).toMatch(/dot or an underscore/);
  });

  test('is shown without what a terminal would obey', () => {
    expect(shownFile('p1/b/a\u001b[31m\nb\u202e.csv')).toBe('a\\u001b[31m\\nb\\u202e.csv');
  });
});

test('no pipeline may have the name of a folder of the ledger', () => {
  expect(pipelineSchema.properties.name.not.enum.toSorted()).toEqual(ledgerFolders.toSorted());
});

test.each([
  ['p1/b/emails.csv', /^emails$/],
  ['p1/b/emails/part-0.csv', /^emails\/part-0\.csv$/],
  ['p1/b/emails/day=1/part 0.csv', /^emails\/day-1-part-0\.csv-[0-9a-f]{8}$/],
  [`p1/b/emails/${'x'.repeat(900)}`, /^emails\/x{40}-[0-9a-f]{8}$/],
  ['p1/b/emails/é', /^emails\/--[0-9a-f]{8}$/],
])('the invalid rows of %s lie beside those of its source', (name, expected) => {
  expect(quarantineName({ source: 'emails', name })).toMatch(expected);
});
