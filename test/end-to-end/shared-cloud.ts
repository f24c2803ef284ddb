/** The local cloud that all parts of one test file share: to start one takes longer than most of what is asked of it. */
import { afterAll, beforeAll } from '@jest/globals';
import { createTestCloud, type TestCloud } from './test-cloud';

export let local: TestCloud;
beforeAll(async () => {
  local = await createTestCloud();
});
afterAll(() => local?.close());
