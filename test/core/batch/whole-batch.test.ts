import { describe, expect, test } from '@jest/globals';
import type { PipelineSpec } from '../../../schemas/generated/types';
import { isOneSource, isSource, missingSources, needsMarker } from '../../../core/batch/whole-batch';

const required = { required: true };
const sources = { emails: required, customers: required, notes: { required: false } };
const file = {};
const part = { part: '0.jsonl' };

describe('a batch', () => {
  test.each([
    [['emails'], ['customers']],
    [['emails', 'customers'], []],
    [['notes'], ['emails', 'customers']],
  ])('of %j lacks %j', (held, missing) => {
    expect(
      missingSources(
        { sources },
        held.map((source) => ({ source })),
      ),
    ).toEqual(missing);
  });

  test.each<[string, PipelineSpec['batch']['complete'], object[], boolean]>([
    ['of files is complete by its sources', 'sources', [file, file], false],
    ['of parts needs a marker', 'sources', [file, part], true],
    ['of files needs a marker where the pipeline says so', 'marker', [file], true],
  ])('%s', (_, complete, data, needed) => {
    expect(needsMarker({ batch: { complete } }, data)).toBe(needed);
  });

  test.each<[string, object[], boolean]>([
    ['one file', [file], true],
    ['parts', [part, part], true],
    ['two files', [file, file], false],
    ['a file and a part', [file, part], false],
  ])('has a source as %s: %j, %s', (_, data, expected) => {
    expect(isOneSource(data)).toBe(expected);
  });

  test('has no source by a name that objects have by themselves', () => {
    expect([isSource({ sources }, 'emails'), isSource({ sources }, 'constructor')]).toEqual([true, false]);
  });
});
