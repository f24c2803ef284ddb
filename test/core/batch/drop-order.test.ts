import { expect, test } from '@jest/globals';
import { dropOrder } from '../../../core/batch/drop-order';

const object = (source: string) => ({ source, name: `p/b/${source}.csv`, generation: '1' });
const sources = { notes: { required: false }, emails: { required: true } };
const order = (marker?: { name: string; generation: string }) =>
  dropOrder({ objects: ['emails', 'notes', 'unknown'].map(object), ...(marker && { marker }) } as never, sources).map(
    ({ name }) => name,
  );

test('what the pipeline requires comes last, and after it the marker, where there was one', () => {
  expect(order()).toEqual(['p/b/notes.csv', 'p/b/emails.csv', 'p/b/unknown.csv']);
  expect(order({ name: 'p/b/_SUCCESS', generation: '1' }).at(-1)).toBe('p/b/_SUCCESS');
});
