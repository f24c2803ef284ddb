/**
 * The losses of a tuning job on Vertex AI: its experiment names the TensorBoard that keeps them, under the experiment's own name,
 * as the time series /train_total_loss and /eval_total_loss of Gemini, train/loss and eval/loss of open models.
 */
import type { protos } from '@google-cloud/aiplatform';
import type { MetadataServiceClient } from '@google-cloud/aiplatform/build/src/v1/metadata_service_client';
import type { TensorboardServiceClient } from '@google-cloud/aiplatform/build/src/v1/tensorboard_service_client';
import type { Losses } from '../../../../schemas/generated/types';
import type { ClientFor } from '../../stage/clients';
import { thinned } from '../curve';
import type { TuningLosses } from '../provider';
import { called } from './api-errors';

type Point = protos.google.cloud.aiplatform.v1.ITimeSeriesDataPoint;

/** As Google's client library names it: aiplatform/metadata/constants.py of googleapis/python-aiplatform. */
const backingTensorboard = 'backing_tensorboard_resource';

const series = { training: ['/train_total_loss', 'train/loss'], validation: ['/eval_total_loss', 'eval/loss'] };

export function createLosses(
  experiments: ClientFor<MetadataServiceClient>,
  tensorboards: ClientFor<TensorboardServiceClient>,
): TuningLosses {
  return {
    async of({ experiment }) {
      if (experiment === undefined) return undefined;
      const metadata = await experiments(experiment);
      const [context] = await called('asking the experiment', metadata.getContext({ name: experiment }));
      const tensorboard = context.metadata?.fields?.[backingTensorboard]?.stringValue;
      if (!tensorboard) return undefined;

      const client = await tensorboards(tensorboard);
      const parent = `${tensorboard}/experiments/${experiment.split('/').at(-1)}`;
      const [runs] = await called('listing the runs of the experiment', client.listTensorboardRuns({ parent }));
      const listed = await Promise.all(
        runs.map(({ name }) => called('listing its curves', client.listTensorboardTimeSeries({ parent: name }))),
      );
      const all = listed.flatMap(([some]) => some);
      const named = (wanted: string[]) =>
        all.find(({ displayName }) => wanted.includes(displayName ?? ''))?.name ?? undefined;
      const names = { training: named(series.training), validation: named(series.validation) };
      const timeSeries = Object.values(names).filter((name) => name !== undefined);
      if (timeSeries.length === 0) return undefined;

      const question = { tensorboard, timeSeries };
      const [{ timeSeriesData = [] }] = await called(
        'reading its curves',
        client.batchReadTensorboardTimeSeriesData(question),
      );
      const curveOf = (name?: string): Losses['training'] => {
        const id = name?.split('/').at(-1);
        const found = id && timeSeriesData?.find((each) => each.tensorboardTimeSeriesId === id);
        return found ? thinned((found.values ?? []).flatMap(lossAt)) : [];
      };
      return { training: curveOf(names.training), validation: curveOf(names.validation) };
    },
  };
}

const lossAt = ({ step, scalar }: Point): Losses['training'] =>
  scalar && Number.isFinite(scalar.value) ? [{ step: Number(step ?? 0), loss: scalar.value! }] : [];
