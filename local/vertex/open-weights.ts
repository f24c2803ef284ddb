/**
 * The weights that tuning an open model leaves in its outputUri, laid out as Google's does: checkpoints/final/, and a folder for
 * each checkpoint before it. Here they are an adapter beside a config.json that names the base, and no merged model.
 */
import { createReadStream, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseGsUri } from '../../core/gs-uri';
import { adapterFiles } from './model/names';
import type { Objects } from './objects';
import type { StoredJob } from './stored-job';
import { exportedCheckpoints } from './tuned-model';

/** Below a folder of weights: what names the base, and the adapter as peft saves it. */
export const weightFiles = {
  config: 'config.json',
  adapter: `adapter/${adapterFiles.weights}`,
  adapterConfig: `adapter/${adapterFiles.config}`,
};

/** Writing them again, after a restart, leaves the same. */
export async function leaveWeights(job: StoredJob, objects: Objects): Promise<void> {
  const { baseModel, outputUri } = job.resource;
  const { bucket, name } = parseGsUri(outputUri!);
  const root = `${name.replace(/\/$/, '')}/postprocess/node-0/checkpoints`;
  const checkpoints = exportedCheckpoints(job);
  for (const [index, { step, adapterFile }] of checkpoints.entries()) {
    const folder = `${root}/${index === checkpoints.length - 1 ? 'final' : `checkpoint-${step}`}`;
    const config = join(dirname(adapterFile), adapterFiles.config);
    await objects.create(bucket, `${folder}/${weightFiles.adapter}`, createReadStream(adapterFile));
    if (existsSync(config))
      await objects.create(bucket, `${folder}/${weightFiles.adapterConfig}`, createReadStream(config));
    const text = `${JSON.stringify({ _name_or_path: baseModel }, null, 2)}\n`;
    await objects.create(bucket, `${folder}/${weightFiles.config}`, [Buffer.from(text)]);
  }
}
