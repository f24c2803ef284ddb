/** Tuning of a LoRA adapter, by targets or by preferences, step by step, from the state that its directory holds. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { initialAdapter, places } from './adapter';
import { readAdapter, writeAdapter } from './adapter-files';
import { loadBase } from './base';
import { createCrew, marginsOf } from './crew';
import { readExamples } from './examples';
import { writeWhole } from './files';
import { createDevice } from './kernels';
import { createOptimizer } from './optimizer';
import { createRandom } from './random';
import { preferenceObjective } from './preference';
import { formOf, type TuningRequest } from './request';
import { decay, ratesOf } from './schedule';
import { batchSize, toBatches } from './steps';

export interface Checkpoint {
  epoch: number;
  step: number;
  adapterFile: string;
  /** Mean loss in nats per learnt token, or of a pair: over the epoch's steps, and over the validation examples. */
  trainingLoss: number;
  validationLoss?: number;
}

export type TuningReport =
  | { type: 'progress'; step: number; totalSteps: number; epoch: number; loss: number; secondsLeft: number }
  | ({ type: 'checkpoint' } & Checkpoint)
  /** The loss of every step before a stop, from the first on: what was said of them may not have been heard. */
  | { type: 'resumed'; stepsPerEpoch: number; losses: number[] }
  | { type: 'done'; adapterFile: string };

const saveEvery = 25; // steps: at most a few seconds of work are lost to a kill
const validationExamples = 200; // enough for a mean to two digits; more would cost as long as an epoch

/** The durable part of a tuning, beside the adapter and its moments. */
interface Progress {
  step: number;
  /** One a step, in nats per learnt token, or of a pair. */
  losses: number[];
  checkpoints: Checkpoint[];
}

/** Yields a report after every step; a caller that stops asking loses nothing that was saved. */
export async function* tune(request: TuningRequest): AsyncGenerator<TuningReport> {
  const { directory, adapterSize: rank, seed } = request;
  mkdirSync(directory, { recursive: true });
  const base = loadBase(request.base);
  const read = (file: string) => readExamples(base.tokenizer, base.layout.shape.context, file, formOf(request));
  const examples = read(request.trainingFile);
  const validation = request.validationFile ? read(request.validationFile).slice(0, validationExamples) : [];

  const device = createDevice();
  const { size } = places(base.layout, rank);
  const optimizer = createOptimizer(device, size, decay);
  const crew = createCrew(request, base, examples, size);
  const { adapter, gradients } = crew.desk;
  const stepsPerEpoch = Math.ceil(examples.length / batchSize);
  const rates = ratesOf(request, examples.length);
  const totalSteps = rates.length;
  const arrays = [optimizer.parameters, ...optimizer.moments];
  const stateFile = join(directory, 'state.bin');

  const firstAdapter = () =>
    request.initialAdapter
      ? readAdapter(base.id, base.layout, request.initialAdapter).adapter
      : initialAdapter(base.layout, rank, createRandom(seed));
  const save = (progress: Progress) => {
    const numbers = arrays.map((pointer) => Buffer.from(device.floats(pointer, size).slice().buffer));
    const head = Buffer.from(JSON.stringify(progress));
    writeWhole(stateFile, Buffer.concat([Buffer.from(Int32Array.of(head.length).buffer), head, ...numbers]));
  };
  const load = (): Progress => {
    if (!existsSync(stateFile)) {
      device.floats(optimizer.parameters, size).set(first);
      return { step: 0, losses: [], checkpoints: [] };
    }
    const bytes = readFileSync(stateFile);
    const start = 4 + bytes.readInt32LE(0);
    arrays.forEach((pointer, i) => {
      const from = start + i * size * 4;
      device.floats(pointer, size).set(new Float32Array(Uint8Array.from(bytes.subarray(from, from + size * 4)).buffer));
    });
    return JSON.parse(bytes.toString('utf8', 4, start)) as Progress;
  };
  const publish = () => adapter.set(device.floats(optimizer.parameters, size));
  const learn = async (step: number): Promise<number> => {
    const { loss, shares } = await crew.run(step);
    const sum = device.floats(optimizer.gradients, size);
    shares.forEach((share, shard) => {
      const part = gradients[shard]!;
      if (share > 0) for (let i = 0; i < size; i++) sum[i]! += share * part[i]!;
    });
    optimizer.step(step + 1, rates[step]!);
    publish();
    return loss;
  };
  const first = firstAdapter();
  const { beta } = request;
  if (beta !== undefined) crew.desk.references.set(marginsOf(crew.replica, first, examples));
  const firstMargins = beta === undefined ? [] : marginsOf(crew.replica, first, validation);
  const validate = () => {
    if (validation.length === 0) return {};
    if (beta === undefined) return { validationLoss: crew.replica.loss(adapter, toBatches(validation)) };
    const losses = crew.replica.losses(adapter, toBatches(validation));
    return { validationLoss: preferenceObjective(beta, firstMargins)(losses).loss };
  };

  const progress = load();
  publish();
  if (progress.step > 0) yield { type: 'resumed', stepsPerEpoch, losses: progress.losses };
  for (const checkpoint of progress.checkpoints) yield { type: 'checkpoint', ...checkpoint };
  const started = { at: performance.now(), step: progress.step };

  try {
    while (progress.step < totalSteps) {
      const epoch = Math.floor(progress.step / stepsPerEpoch) + 1;
      const loss = await learn(progress.step);
      if (!Number.isFinite(loss)) throw new Error(`the loss of step ${progress.step + 1} is not a number`);
      progress.step++;
      progress.losses.push(loss);
      if (progress.step % saveEvery === 0) save(progress);
      const pace = (performance.now() - started.at) / (progress.step - started.step) / 1000;
      const secondsLeft = pace * (totalSteps - progress.step);
      yield { type: 'progress', step: progress.step, totalSteps, epoch, loss, secondsLeft };
      if (progress.step % stepsPerEpoch !== 0) continue;
      const adapterFile = writeAdapter(join(directory, `epoch-${epoch}`), base.id, base.layout, rank, adapter);
      const trainingLoss = mean(progress.losses.slice(-stepsPerEpoch));
      const checkpoint: Checkpoint = { epoch, step: progress.step, adapterFile, trainingLoss, ...validate() };
      progress.checkpoints.push(checkpoint);
      save(progress);
      yield { type: 'checkpoint', ...checkpoint };
    }
    yield { type: 'done', adapterFile: progress.checkpoints.at(-1)!.adapterFile };
  } finally {
    crew.close();
  }
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
