/** What people decide on the page. */
import { beforeAll, expect, test } from '@jest/globals';
import { madeKey, store, waitingRun } from '../../../bench/console/made-runs';
import { approvalPath } from '../../../core/ledger-layout';
import type { Approval } from '../../../core/approval';
import { ask, describeInBrowser, local, open } from './pages';

const pipeline = 'made-decisions';

describeInBrowser('of two who press approve at once', () => {
  const key = madeKey(pipeline, 1);
  beforeAll(() => store(local.cloud, waitingRun(pipeline, 1)));

  test('one has done it, with name and reason, and the other is told', async () => {
    const pages = await Promise.all([open('.'), open('.')]);
    const answers = await Promise.all(
      pages.map((page, at) => ask(page, `pipelines/${pipeline}/runs/${key.run}/approve`, { why: `reason ${at}` })),
    );
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', '409']);
    const first = answers.findIndex(({ status }) => status === 200);
    const { artifacts } = local.cloud.status.buckets;
    const [text] = await local.cloud.storage.bucket(artifacts).file(approvalPath(key)).download();
    const approval = JSON.parse(text.toString()) as Approval;
    expect(approval).toMatchObject({ decision: 'approved', reason: `reason ${first}` });
    expect(approval.by).toMatch(/@localhost$/);
    const told = answers[1 - first]!.body as { detail: string };
    expect(told.detail).toContain(`is approved already. by ${approval.by}`);
  });
});
