/** What infra/ declares, with some configuration; once per test file, since Pulumi keeps its state in the process. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionNames } from '../../core/functions';
import type { ResourceGraph } from '../../local/apply/graph';
import { recordProgram } from '../../local/apply/record';

/** A day on which the base models of all pipelines are open: on a later one, the same pipelines are refused. */
const day = '2026-11-28';
const place = { project: 'landfall-test', region: 'us-central1', url: 'http://127.0.0.1:8080' };

/** @param config such as `landfall:stagingDays` */
export async function recordInfra(config: Record<string, string> = {}): Promise<ResourceGraph> {
  const functions = mkdtempSync(join(tmpdir(), 'landfall-built-'));
  for (const name of functionNames) {
    mkdirSync(join(functions, name));
    writeFileSync(join(functions, name, 'index.js'), '');
  }
  // Pulumi takes a stack for every promise it makes, and Jest looks up each line of it.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const settings = {
    'landfall:functions': functions,
    'landfall:invalidPipelines': 'record',
    'landfall:on': day,
    ...config,
  };
  const graph = await recordProgram(() => require('../../infra/index') as unknown, settings, place);
  Error.stackTraceLimit = stackTraceLimit;
  rmSync(functions, { recursive: true });
  return graph;
}
