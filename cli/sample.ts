/** The data that come with a shipped pipeline, as one batch: the same data and configuration are the same, so a second start drops nothing twice. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { contentBatchName, mapFiles, nameObjects, type LandingFile } from '../operations/drop/batch';
import type { Cloud } from '../operations/cloud';
import { readPipeline } from '../operations/pipelines/pipelines';
import { corporaBehind } from '../core/grounding/corpora';
import { dropCorpus } from './drop-corpus';
import { lookIntoFolders } from './landing-files';
import { digestFiles, uploadBatch } from './upload';

export interface SampleBatch {
  pipeline: string;
  batch: string;
  files: LandingFile[];
  /** False when an earlier start has dropped all of it. */
  isNew: boolean;
}

/**
 * Drops `data/` of a pipeline's folder.
 * @param folder the pipeline's folder
 * @param again a word that makes a batch of its own out of the same content
 */
export async function dropSample(cloud: Cloud, pipeline: string, folder: string, again = ''): Promise<SampleBatch> {
  const { pipeline: spec, digest } = await readPipeline(cloud, pipeline);
  const data = join(folder, 'data');
  const paths = existsSync(data) ? readdirSync(data).map((name) => ({ path: join(data, name) })) : [];
  const files = nameObjects(mapFiles(pipeline, spec.sources, paths), spec.sources);
  const batch = contentBatchName('sample', [...(await digestFiles(files)), digest, again]);
  const uploaded = await uploadBatch(cloud, pipeline, batch, files);
  return { pipeline, batch, files, isNew: uploaded > 0 };
}

/**
 * Drops the texts that a pipeline's answers rest on, and waits until questions find them.
 * @param pipelines the folder of the pipelines and corpora
 */
export async function dropSampleCorpora(cloud: Cloud, pipeline: string, pipelines: string): Promise<void> {
  const { pipeline: spec } = await readPipeline(cloud, pipeline);
  for (const { corpus } of corporaBehind(spec)) {
    const files = await lookIntoFolders(cloud, [{ path: join(pipelines, corpus, 'data') }]);
    const batch = contentBatchName('sample', await digestFiles(files));
    await dropCorpus(cloud, corpus, files, { batch, wait: true });
  }
}
