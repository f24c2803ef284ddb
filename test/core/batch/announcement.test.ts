import { expect, test } from '@jest/globals';
import { announcementOf } from '../../../core/batch/announcement';
import type { Run } from '../../../schemas/generated/types';

const object = (name: string, generation: string, timeCreated: string) =>
  ({ source: name, name: `p/b/${name}.csv`, generation, timeCreated, bytes: 1, crc32c: '' }) as const;
const objects = [
  object('late', '2', '2026-11-23T10:00:02.000Z'),
  object('early', '1', '2026-11-23T10:00:01.000Z'),
] as Run['trigger']['objects'];
const marker = { name: 'p/b/_SUCCESS', generation: '3', timeCreated: '2026-11-23T10:00:03.000Z' };

test.each<[string, Run['trigger'], string, string]>([
  ['the newest object', { bucket: 'b', objects }, 'p/b/late.csv', '2'],
  ['the marker, where one was needed', { bucket: 'b', objects, marker }, 'p/b/_SUCCESS', '3'],
])('a run was made by %s', (_, trigger, name, generation) => {
  expect(announcementOf(trigger)).toEqual({ bucket: 'b', name, generation });
});
