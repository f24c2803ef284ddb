/** Which rows a rehearsal draws from: the files that are named, or those of the last batch. */
import { gsUri } from '../../core/gs-uri';
import type { PipelineSpec } from '../../schemas/generated/types';
import { mapFiles, nameObjects, type NamedFile } from '../../operations/drop/batch';
import type { Cloud } from '../../operations/cloud';
import { findEarlierBatch } from '../../operations/pipelines/earlier-batch';
import { OperationError, exitCodes } from '../../operations/errors';
import { checkFiles, fetchObjects, lookIntoFolders } from '../landing-files';
import { createLedger } from '../../operations/ledger/ledger';
import type { Batch } from './read';

type Named = NamedFile & { generation?: string };

/**
 * @param folder where what lies in buckets is fetched to
 * @throws OperationError (usage) for files that cannot be read, and where there are none
 */
export async function findBatch(
  { name, sources }: PipelineSpec,
  named: NamedFile[],
  folder: string,
  cloud?: Cloud,
): Promise<Batch> {
  const last = named.length > 0 ? undefined : await lastBatch(name, cloud);
  const given: Named[] = last ? last.files : await lookIntoFolders(cloud, named);
  const files = await fetchObjects(cloud, nameObjects(mapFiles(name, sources, given), sources), folder);
  checkFiles(files);
  return { files, earlier: last?.earlier };
}

async function lastBatch(pipeline: string, cloud?: Cloud) {
  const earlier = cloud && (await findEarlierBatch(createLedger(cloud), pipeline));
  if (!earlier)
    throw new OperationError('There are no rows to draw requests from.', {
      exitCode: exitCodes.usage,
      why: cloud
        ? `the pipeline ${pipeline} has no dataset version yet`
        : 'no file is named, and the local cloud, which may have a batch, is not running',
      next: `npx landfall rehearse ${pipeline} FILE…`,
    });
  const { objects, bucket } = earlier.record.trigger;
  return { earlier, files: objects.map(({ name }) => ({ path: gsUri({ bucket, name }) })) };
}
