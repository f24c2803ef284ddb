/** The losses of a fine-tuning job, by the metrics among its events. */
import type { OpenAI } from 'openai';
import type { Losses } from '../../../../schemas/generated/types';
import { thinned } from '../curve';
import type { TuningLosses } from '../provider';
import { called } from './api-errors';

interface Metrics {
  step?: number;
  train_loss?: number;
  valid_loss?: number;
  full_valid_loss?: number;
}

export function createLosses(client: () => Promise<OpenAI>): TuningLosses {
  return {
    of({ name }) {
      return called(
        'reading the events of the fine-tuning job',
        async () => {
          const metrics: Metrics[] = [];
          for await (const event of (await client()).fineTuning.jobs.listEvents(name, { limit: 100 }))
            if (event.type === 'metrics') metrics.push((event.data ?? {}) as Metrics);
          if (metrics.length === 0) return undefined;
          return {
            training: curveOf(metrics, ({ train_loss }) => train_loss),
            validation: curveOf(metrics, ({ full_valid_loss, valid_loss }) => full_valid_loss ?? valid_loss),
          };
        },
        name,
      );
    },
  };
}

function curveOf(metrics: Metrics[], lossIn: (one: Metrics) => number | undefined): Losses['training'] {
  return thinned(
    metrics.flatMap((one) => {
      const loss = lossIn(one);
      return one.step !== undefined && Number.isFinite(loss) ? [{ step: one.step, loss: loss! }] : [];
    }),
  );
}
