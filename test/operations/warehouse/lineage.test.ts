import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { v7 } from 'uuid';
import type { Cloud } from '../../../operations/cloud';
import { readLineage } from '../../../operations/warehouse/lineage';
import { lineageLines } from '../../../cli/render/lineage-lines';
import { project } from '../../local/bigquery/harness';
import { moment, openHistory, pipeline, type History } from '../../sql/history';

const run = '20261201-aaaaaaaa';
const [model, endpoint] = ['projects/p/locations/us/models/1@1', 'projects/p/locations/us/endpoints/301'];
const id = v7({ msecs: Date.parse(moment(500)) });
let history: History;
let cloud: Cloud;

beforeAll(async () => {
  history = await openHistory();
  cloud = { status: { project }, bigquery: async () => history.local.client } as unknown as Cloud;
  const name = { pipeline, run };
  await history.land(`${pipeline}/monday/emails.jsonl`, '1', 0);
  const objects = [{ uri: `gs://landing/${pipeline}/monday/emails.jsonl`, generation: '1' }];
  const sources = [{ source: 'emails', objects, rows: 1, quarantined: 0 }] as never;
  await history.say('validate', 'landfall.dataset.validated.v1', 10, { ...name, sources });
  await history.say('transform', 'landfall.dataset.versioned.v1', 20, { ...name, version: 'c000bd7b4164' });
  const tuned = { id: 'lora', base: 'b', job: 'j', state: 'succeeded' as const, model, endpoint };
  await history.say('watch', 'landfall.tuning.finished.v1', 60, { ...name, candidates: [tuned] });
  const answer = { id, made_at: moment(500), pipeline, run, model, endpoint, prompt_digest: 'd', input: '{}' };
  const counted = { finish_reason: 'STOP', input_tokens: 1, output_tokens: 1, latency_ms: 1, outcome: 'answered' };
  await history.answer({ ...answer, ...counted });
  await history.answer({ ...answer, ...counted, id: 'another' });
  // Of another run, at the same endpoint.
  await history.answer({ ...answer, ...counted, id: 'other', run: '20261201-bbbbbbbb' });
});
afterAll(() => history.local.close());

test('of a version leads up to the landed objects, and down to its endpoints with the number of their answers', async () => {
  expect(lineageLines(await readLineage(cloud, 'c000'))).toEqual(
    [
      'version              email-summary@c000bd7b4164',
      'came from',
      '  run                20261201-aaaaaaaa                                    2026-12-01 00:00:20 UTC',
      '    object           gs://landing/email-summary/monday/emails.jsonl#1   2026-12-01 00:00:00 UTC',
      'led to',
      '  candidate          20261201-aaaaaaaa/lora                               2026-12-01 00:01:00 UTC',
      '    model            projects/p/locations/us/models/1@1                   2026-12-01 00:01:00 UTC',
      '      endpoint       projects/p/locations/us/endpoints/301                2026-12-01 00:01:00 UTC   2 answers',
    ].map((line) => expect.stringMatching(new RegExp(line.replaceAll(/\s+/g, '\\s+').replace(/^\\s\+/, '\\s*')))),
  );
});

test('of an answer leads from the endpoint that gave it to the landed objects', async () => {
  const { of, from, to } = await readLineage(cloud, id);
  expect([of, to]).toEqual([{ kind: 'answer', id }, []]);
  const kinds = [];
  for (let [one] = from; one; [one] = one.next) kinds.push(one.kind);
  expect(kinds).toEqual(['endpoint', 'model', 'candidate', 'version', 'run', 'object']);
});

test.each([
  ['zzz', 'Nothing on record is called "zzz".'],
  [v7(), 'There is no answer'],
])('of %s is refused', async (name, message) => {
  await expect(readLineage(cloud, name)).rejects.toThrow(message);
});
