/** A copy of the model that learns: from an adapter and a batch to the loss and the adapter's gradients. */
import { createAdapterGradients, mergeAdapter, places } from './adapter';
import type { Base } from './base';
import { createDevice } from './kernels';
import { countTargets, createTransformer, type Batch, type Objective } from './transformer';

export interface Replica {
  /** The objective's loss, or the mean in nats per target; `gradients` is overwritten. */
  learn(adapter: Float32Array, batch: Batch, gradients: Float32Array, objective?: Objective): number;
  /** Mean loss in nats per target of all batches. */
  loss(adapter: Float32Array, batches: Batch[]): number;
  /** Of each sequence of all batches, in their order: its loss in nats, summed over its targets. */
  losses(adapter: Float32Array, batches: Batch[]): number[];
}

/** With memory for batches of up to `rows` tokens. */
export function createReplica(base: Base, rank: number, rows: number): Replica {
  const { layout } = base;
  const device = createDevice();
  const frozen = device.allocate(layout.size);
  device.floats(frozen, layout.size).set(base.readWeights());
  const model = createTransformer(device, layout, rows);
  device.floats(model.weights, layout.size).set(device.floats(frozen, layout.size));
  const { size } = places(layout, rank);
  const [parameters, slopes] = [device.allocate(size), device.allocate(size)];
  const onProjection = createAdapterGradients(device, layout, rank, parameters, slopes, rows);
  const merge = (adapter: Float32Array) => {
    device.floats(parameters, size).set(adapter);
    mergeAdapter(device, layout, rank, parameters, frozen, model.weights);
  };
  return {
    learn(adapter, batch, gradients, objective) {
      merge(adapter);
      device.floats(slopes, size).fill(0);
      const loss = objective ? model.pursue(batch, objective, onProjection) : model.run(batch, { onProjection });
      gradients.set(device.floats(slopes, size));
      return loss;
    },
    loss(adapter, batches) {
      merge(adapter);
      const counts = batches.map(countTargets);
      const sum = batches.reduce((total, batch, i) => total + model.run(batch) * counts[i]!, 0);
      return sum / counts.reduce((a, b) => a + b, 0);
    },
    losses(adapter, batches) {
      merge(adapter);
      return batches.flatMap((batch) => {
        let each: number[] = [];
        model.pursue(batch, (losses) => ({ loss: 0, slopes: (each = losses) }));
        return each;
      });
    },
  };
}
