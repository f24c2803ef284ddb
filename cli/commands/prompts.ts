/** landfall prompts: every prompt with its digest, who has it and how they did; and what differs between two. */
import { connect } from '../cloud';
import type { Cloud } from '../../operations/cloud';
import { findPrompt } from '../find-prompt';
import { createLedger } from '../../operations/ledger/ledger';
import { print, printJson } from '../output';
import { listPipelines, unknownPipeline } from '../../operations/pipelines/pipelines';
import { readPrompts, type KnownPrompt } from '../prompts';
import { promptDifferences, promptDiffLines, promptsTable, usesTable } from '../render/prompt-lines';
import { terminalWidth } from '../render/text';

/** @param pipeline with it, every run of each of its prompts too */
export async function prompts(pipeline: string | undefined, { json }: { json?: boolean }): Promise<void> {
  const found = await readKnown(await connect(), pipeline);
  if (json) return printJson(found);
  if (found.length === 0) return print('No prompts yet.\n  Next: npx landfall init NAME FILE…');
  const columns = terminalWidth(process.stdout);
  print(promptsTable(found, columns).join('\n'));
  if (pipeline !== undefined && found.some(({ uses }) => uses.length > 0))
    print(['', ...usesTable(found, columns)].join('\n'));
}

/** @param older and @param newer files of this machine, or digests */
export async function diffPrompts(older: string, newer: string, { json }: { json?: boolean }): Promise<void> {
  // Two files need no cloud.
  let known: Promise<KnownPrompt[]> | undefined;
  const readAll = (): Promise<KnownPrompt[]> => (known ??= connect().then((cloud) => readKnown(cloud)));
  const [before, after] = [await findPrompt(older, readAll), await findPrompt(newer, readAll)];
  if (json) return printJson({ before, after, differences: promptDifferences(before, after) });
  print(promptDiffLines(before, after).join('\n'));
}

/** @throws OperationError (usage) for a pipeline that nobody knows */
async function readKnown(cloud: Cloud, pipeline?: string): Promise<KnownPrompt[]> {
  const ledger = createLedger(cloud);
  const [deployed, runs] = await Promise.all([listPipelines(cloud), ledger.listRuns()]);
  // One that was removed has runs all the same.
  const names = [...new Set([...deployed, ...runs.map((run) => run.pipeline)])].toSorted();
  if (pipeline !== undefined && !names.includes(pipeline)) throw unknownPipeline(pipeline, names);
  return readPrompts(
    ledger,
    names.filter((name) => pipeline === undefined || name === pipeline),
  );
}
