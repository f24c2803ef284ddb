/** Tuning jobs of open models on Vertex AI: they leave weights in a bucket, which answer once they are deployed. */
import type { GenAiTuningServiceClient } from '@google-cloud/aiplatform/build/src/v1beta1/gen_ai_tuning_service_client';
import { PermanentError } from '../../../../core/errors';
import type { ClientFor } from '../../stage/clients';
import type { TuningJob, TuningJobs, Weights } from '../provider';
import { adapterSizes, datasetsOf, type ApiJob } from '../vertex/job-parts';
import { createTuningJobs as createVertexJobs, read } from '../vertex/tuning-jobs';

/** The base in the catalog's word: the service answers with the publisher's, in one of several spellings. */
const baseLabel = 'landfall-base';

/** @param weights of the base models, by their ids */
export function createTuningJobs(
  clientFor: ClientFor<GenAiTuningServiceClient>,
  parent: string,
  weights: Weights,
): TuningJobs {
  const publisherModelOf = (base: string): string => {
    const found = weights[base]?.publisherModel;
    if (found !== undefined) return found;
    throw new PermanentError(`the catalog does not say what Vertex AI calls ${base}`, {
      fix: 'say its openWeights in its file of catalog/',
    });
  };
  // What v1beta1 has besides is more than the types of v1 know.
  return createVertexJobs(clientFor as never, parent, {
    jobOf: ({ base, adapterSize, epochs, checkpoints }, files) => ({
      baseModel: publisherModelOf(base),
      outputUri: files.outputUri,
      // The rate is the service's own: it refuses a multiplier.
      supervisedTuningSpec: {
        ...datasetsOf(files),
        tuningMode: 'TUNING_MODE_PEFT_ADAPTER',
        exportLastCheckpointOnly: checkpoints === 'last',
        hyperParameters: { epochCount: epochs, adapterSize: adapterSizes[adapterSize] },
      },
      labels: { [baseLabel]: base },
    }),
    read: readOpen,
  });
}

function readOpen(job: ApiJob & { outputUri?: string | null }): TuningJob {
  const { base, ...known } = read(job);
  const { outputUri } = job;
  return {
    ...known,
    base: job.labels?.[baseLabel] ?? base,
    // Checkpoints before the last are folders of weights, and deployed nowhere.
    ...(known.state === 'succeeded' && outputUri && { endpoint: endpointFor(known.name), weights: outputUri }),
  };
}

/** Named after the job, so that none is made twice. @param job projects/P/locations/L/tuningJobs/ID */
const endpointFor = (job: string): string => job.replace(/\/tuningJobs\/([^/]+)$/, '/endpoints/landfall-$1');
