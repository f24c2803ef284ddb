/** Requests while a canary is under way, against serve as it is built, and what they leave in the warehouse. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadCatalog } from '../../catalog';
import { stickyDraw } from '../../core/canary/routing';
import { productionPath, runPath } from '../../core/ledger-layout';
import { parsePrompt } from '../../core/prompt';
import { repositoryRoot } from '../../core/root';
import example from '../../schemas/examples/production.canary.json';
import { eventually } from '../eventually';
import { exampleRun } from '../functions/fakes';
import { local } from './shared-cloud';
import { query } from './state';

const input = { customer: 'Ana', body: 'My kettle leaks.' };
/** By what they draw, the first of an even share comes to production, the second to the canary. */
const [ana, bo] = ['control', 'canary'].map((arm) =>
  ['a', 'b', 'c', 'd', 'e', 'f'].find(
    (user) => (stickyDraw(user, example.canary.run) < 0.5 ? 'control' : 'canary') === arm,
  )!,
);

describe('while a canary is under way', () => {
  const written: string[] = [];
  const file = (path: string) => local.cloud.storage.bucket(local.cloud.status.buckets.artifacts).file(path);
  const write = async (path: string, value: object) => {
    written.push(path);
    await file(path).save(JSON.stringify(value));
  };

  /** Production is an untuned base, and the endpoint of the canary, at the step of that share, is gone. */
  async function place(pipeline: string, share: 0 | 0.5) {
    const { project } = local.cloud.status;
    const control = `projects/${project}/locations/us/publishers/google/models/${example.base}`;
    const endpoint = `projects/${project}/locations/us/endpoints/4711`;
    const baseModels = { [example.base]: loadCatalog(repositoryRoot())[example.base] };
    const record = exampleRun((configuration) => void Object.assign(configuration, { baseModels }));
    for (const { run } of [example, example.canary])
      await write(runPath({ pipeline, run }), { ...record, pipeline, run });
    const promptDigest = parsePrompt(record.configuration.prompt).digest;
    const steps = [0, 0.5];
    await write(productionPath(pipeline), {
      ...example,
      pipeline,
      promptDigest,
      serving: [
        { endpoint: control, share: 1 - share },
        { endpoint, share },
      ],
      canary: { ...example.canary, promptDigest, endpoint, steps, step: steps.indexOf(share) },
    });
  }

  async function send(call: string, body: object) {
    const response = await fetch(`${local.cloud.url}/v1/pipelines/${call}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    type Body = { id?: string; error?: { id?: string } };
    return { status: response.status, body: (await response.json()) as Body };
  }

  const rows = (sql: string, count: number): Promise<unknown[][]> =>
    eventually(async () => {
      const found = await query(local.cloud, sql);
      return found.length >= count && found;
    }, `${count} rows of ${sql}`);

  beforeAll(() => Promise.all([place('with-canary', 0.5), place('with-shadow', 0)]));
  afterAll(() => Promise.all(written.map((path) => file(path).delete({ ignoreNotFound: true }))));

  test('every request is a row of the arm that it came to, and every rating one beside it', async () => {
    const words = ['--input', 'customer=Ana', '--input', 'body=It leaks.', '--user', ana!, '--json'];
    const asked = await local.landfall('ask', 'with-canary', ...words);
    expect(JSON.parse(asked.stdout)).toMatchObject({ run: example.run, outcome: 'answered' });
    const failed = await send('with-canary:generate', { input, user: bo });
    expect(failed).toMatchObject({ status: 502, body: { id: expect.any(String) } });
    const unseen = await send('with-shadow:generate', { input, user: bo });
    expect(unseen).toMatchObject({ status: 200, body: { run: example.run } });

    const { run } = example.canary;
    const columns = 'step, arm, rollout, shadow, outcome, LENGTH(key), draw >= 0.5, latency_ms >= 0';
    expect(
      await rows(`SELECT ${columns} FROM landfall.predictions WHERE rollout = '${run}' ORDER BY step, arm`, 4),
    ).toEqual([
      ['0', 'canary', run, 'true', 'failed', '64', 'true', 'true'],
      ['0', 'control', run, 'false', 'answered', '64', 'true', 'true'],
      ['1', 'canary', run, 'false', 'failed', '64', 'true', 'true'],
      ['1', 'control', run, 'false', 'answered', '64', 'false', 'true'],
    ]);

    const rating = { id: failed.body.id, good: false, comment: 'no answer' };
    expect(await send('with-canary:rate', rating)).toEqual({
      status: 200,
      body: { ...rating, pipeline: 'with-canary' },
    });
    const joined = 'landfall.ratings AS r JOIN landfall.predictions AS p USING (id)';
    expect(await rows(`SELECT r.pipeline, p.arm, r.good, r.comment FROM ${joined}`, 1)).toEqual([
      ['with-canary', 'canary', 'false', 'no answer'],
    ]);
  });
});
