import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionNames } from '../../core/functions';
import { recordProgram } from '../../local/apply/record';

const place = { project: 'landfall-test', region: 'us-central1', url: 'http://127.0.0.1:8080' };
const functions = mkdtempSync(join(tmpdir(), 'landfall-built-'));
const { stackTraceLimit } = Error;

beforeAll(() => {
  for (const name of functionNames) {
    mkdirSync(join(functions, name));
    writeFileSync(join(functions, name, 'index.js'), '');
  }
  // Pulumi takes a stack for every promise it makes, and Jest looks up each line of it.
  Error.stackTraceLimit = 0;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
  jest.restoreAllMocks();
  rmSync(functions, { recursive: true });
});

test('a preview says which base models end soon, at their lines, and deploys', async () => {
  // Where Pulumi's log goes when no engine listens.
  const said = jest.spyOn(console, 'warn').mockImplementation(() => {});
  const outputs = { warnings: [] as unknown[] };
  const load = () => Object.assign(outputs, require('../../infra/index'));
  const graph = await recordProgram(load, { 'landfall:functions': functions, 'landfall:on': '2027-05-01' }, place);

  const ending =
    /pipelines\/email-summary\/pipeline\.yaml:21: gemini-3\.5-flash-lite is open to tuning until 2027-06-21/;
  expect(said.mock.calls.flat()).toContainEqual(expect.stringMatching(ending));
  // A pipeline of the user's own may stand beside those that are shipped.
  const shipped = (outputs.warnings as { pipeline: string }[]).filter(({ pipeline }) =>
    /^(banking-intents|email-summary)$/.test(pipeline),
  );
  expect(shipped).toHaveLength(3);
  expect(graph.map(({ name }) => name)).toContain('pipeline-email-summary');
});
