/** What `drop --add` makes of files: the last batch's objects again, and these as rows that are added to it. */
import { posix } from 'node:path';
import { addedPart, layerOf } from '../core/batch/layers';
import { belowBatch, parseBatchPath } from '../core/batch/landing-path';
import { gsUri } from '../core/gs-uri';
import type { Run } from '../schemas/generated/types';
import type { SourceRules } from '../core/batch/whole-batch';
import { statusOf } from '../core/stages';
import { contentBatchName, slashes, type DroppedFile } from '../operations/drop/batch';
import { pastRuns, type EarlierBatch } from '../operations/pipelines/earlier-batch';
import { OperationError, exitCodes } from '../operations/errors';
import type { Ledger } from '../operations/ledger/ledger';

/**
 * The batch of the last run that came to a dataset version, whatever became of its models.
 * @throws OperationError (usage) when there is none, or when a later run is still on its way: its rows would be lost
 */
export async function findBatchToAddTo(ledger: Ledger, pipeline: string): Promise<EarlierBatch> {
  for await (const { card, ...run } of pastRuns(ledger, pipeline)) {
    if (card) return { ...run, card, isInProduction: false };
    if (run.status === 'running')
      throw new OperationError(`Run ${run.record.run} of ${pipeline} has not come to a dataset yet.`, {
        exitCode: exitCodes.usage,
        why: 'what it reads would not be in the batch that is added to',
        next: `npx landfall run ${run.record.run} --watch, then the same command`,
      });
  }
  throw new OperationError(`${pipeline} has no batch to add to.`, {
    exitCode: exitCodes.usage,
    why: 'no run of it has come to a dataset version',
    next: 'the same command without --add',
  });
}

/**
 * The objects of the earlier batch, parts where rows of their source are added, and the files as the newest layer of them.
 * @throws OperationError (usage) for a source whose rows nothing names
 */
export function addTo(
  { bucket, objects }: Run['trigger'],
  given: DroppedFile[],
  sources: SourceRules & Record<string, { unique?: string[] }>,
): (DroppedFile & { generation?: string })[] {
  const names = [...new Set(given.map(({ source }) => source))];
  for (const source of names) {
    if (sources[source]!.unique?.length) continue;
    throw new OperationError(`Rows cannot be added to ${source}.`, {
      exitCode: exitCodes.usage,
      why: `no column of it names a row, so that nothing says which rows the added ones replace`,
      next: `name them in pipeline.yaml (sources.${source}.unique), or drop the whole data set without --add`,
    });
  }
  const earlier = objects.map(({ name, source, generation }) => {
    const part = partOf(name) ?? (names.includes(source) ? posix.basename(name) : undefined);
    return { source, path: gsUri({ bucket, name }), part, generation };
  });
  const layer = Math.max(...earlier.map(({ part }) => layerOf(part))) + 1;
  const added = given.map((file) => ({
    ...file,
    part: addedPart(layer, file.part ?? posix.basename(slashes(file.path))),
  }));
  return [...earlier, ...added];
}

function partOf(name: string): string | undefined {
  const path = parseBatchPath(belowBatch(name));
  return typeof path === 'string' ? undefined : path.part;
}

/**
 * Whether the newest rows are those that were added before them, in which case they change nothing.
 * @param digests of the files, in their order
 */
export function isAddedAlready(files: DroppedFile[], digests: string[]): boolean {
  const contentOf = (layer: number): string[] =>
    files.flatMap(({ source, part }, i) => (layerOf(part) === layer ? [`${source} ${digests[i]}`] : [])).toSorted();
  const last = Math.max(...files.map(({ part }) => layerOf(part)));
  return last > 1 && contentOf(last).join('\n') === contentOf(last - 1).join('\n');
}

/**
 * The name of the batch: the same for the same content, so that a command that was killed goes on where it stopped, but another
 * once the run of that one has ended, which can be started no more.
 * @param content of every object, and of whatever else it depends on
 */
export async function addedBatchName(ledger: Ledger, pipeline: string, content: string[]): Promise<string> {
  const ended: string[] = [];
  for (;;) {
    const batch = contentBatchName('added', [...content, ...ended]);
    const key = await ledger.findRunOfBatch(pipeline, batch);
    const results = key && (await (await ledger.openRun(key)).readResults());
    if (!key || !results || statusOf(results) === 'running') return batch;
    ended.push(key.run);
  }
}
