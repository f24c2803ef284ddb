import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initialAdapter, places } from '../../../../local/vertex/model/adapter';
import { readAdapter } from '../../../../local/vertex/model/adapter-files';
import { defaultBase, loadBase } from '../../../../local/vertex/model/base';
import { marginsOf } from '../../../../local/vertex/model/crew';
import { readExamples } from '../../../../local/vertex/model/examples';
import { preferenceObjective } from '../../../../local/vertex/model/preference';
import { createRandom } from '../../../../local/vertex/model/random';
import { createReplica } from '../../../../local/vertex/model/replica';
import type { TuningRequest } from '../../../../local/vertex/model/request';
import { toBatches } from '../../../../local/vertex/model/steps';
import { tune, type TuningReport } from '../../../../local/vertex/model/tuning';

const base = loadBase(defaultBase);
const { tokenizer, layout } = base;
const { context } = layout.shape;

let folder: string;
let trainingFile: string;
let heldOut: string;
const things =
  'apple bread chair door engine fence garden hammer island jacket kettle lamp mirror needle oven paint'.split(' ');
const rooms = 'kitchen office cellar station'.split(' ');

/** Whoever asks is to be asked to look, by the name of the thing, and not to be told where. */
const line = (thing: string, place: string) => {
  const said = (text: string) => ({ role: 'model', parts: [{ text }] });
  return JSON.stringify({
    contents: [{ role: 'user', parts: [{ text: `Where is my ${thing}? I left it in the ${place}.` }] }],
    completions: [
      { score: 0, completion: said(`It is in the ${place}.`) },
      { score: 1, completion: said(`Please look for your ${thing}.`) },
    ],
  });
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'preference-'));
  trainingFile = join(folder, 'train.jsonl');
  heldOut = join(folder, 'held-out.jsonl');
  const all = things.flatMap((thing) => rooms.map((place) => ({ thing, isHeldOut: place === 'station', place })));
  const write = (file: string, rows: typeof all) =>
    writeFileSync(file, rows.map(({ thing, place }) => line(thing, place)).join('\n'));
  write(
    trainingFile,
    all.filter(({ isHeldOut }) => !isHeldOut),
  );
  write(
    heldOut,
    all.filter(({ isHeldOut }) => isHeldOut),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const request = (name: string, changes: Partial<TuningRequest> = {}): TuningRequest => ({
  base: defaultBase,
  trainingFile,
  validationFile: heldOut,
  directory: join(folder, name),
  adapterSize: 4,
  epochs: 3,
  learningRateMultiplier: 1,
  beta: 0.1,
  seed: 11,
  ...changes,
});

async function reports(of: TuningRequest): Promise<TuningReport[]> {
  const all: TuningReport[] = [];
  for await (const report of tune(of)) all.push(report);
  return all;
}
const adapterOf = (all: TuningReport[]) => {
  const last = all.at(-1)!;
  if (last.type !== 'done') throw new Error(`the tuning ended with ${last.type}`);
  return last.adapterFile;
};

describe('the loss of preferences', () => {
  test.each([
    // −log σ(0.1 · ((7 − 4) − 1)), and its slopes ∓0.1 · σ(−0.2)
    [0.1, [4, 7], [1], 0.5981388693815918, [0.04501660026875221, -0.04501660026875221]],
    // What is far above or below overflows nothing.
    [1, [0, 5000], [0], 0, [0, -0]],
    [1, [5000, 0], [0], 5000, [1, -1]],
    // Of two pairs the mean.
    [0.5, [2, 2, 3, 3], [0, 0], Math.LN2, [0.125, -0.125, 0.125, -0.125]],
  ])('at beta %d of %j, from %j, is that of Rafailov et al.', (beta, losses, references, loss, slopes) => {
    const found = preferenceObjective(beta, references)(losses);
    expect(found.loss).toBeCloseTo(loss, 10);
    found.slopes.forEach((slope, i) => expect(slope).toBeCloseTo(slopes[i]!, 10));
  });

  test('has the slope that the adapter is given', () => {
    const rank = 4;
    const { size } = places(layout, rank);
    const random = createRandom(5);
    const adapter = initialAdapter(layout, rank, random);
    for (let i = 0; i < size; i++) adapter[i]! += (random() - 0.5) * 0.05;
    const pairs = readExamples(tokenizer, context, heldOut, 'pairs').slice(0, 3);
    const [batch] = toBatches(pairs);
    const replica = createReplica(base, rank, batch!.tokens.length);
    const gradients = new Float32Array(size);
    const objective = preferenceObjective(0.7, [3, -2, 0]);
    const loss = () => objective(replica.losses(adapter, [batch!])).loss;
    expect(replica.learn(adapter, batch!, gradients, objective)).toBeCloseTo(loss(), 6);
    const steepest = Array.from(gradients.keys())
      .sort((a, b) => Math.abs(gradients[b]!) - Math.abs(gradients[a]!))
      .slice(0, 400)
      .filter((_, i) => i % 40 === 0);
    for (const index of steepest) {
      const value = adapter[index]!;
      const at = (x: number) => ((adapter[index] = x), loss());
      const slope = (at(value + 0.005) - at(value - 0.005)) / 0.01;
      adapter[index] = value;
      expect(Math.abs(gradients[index]! - slope)).toBeLessThan(0.03 * Math.abs(slope) + 1e-3);
    }
  });
});

describe('tuning by preferences', () => {
  let all: TuningReport[];
  beforeAll(async () => {
    all = await reports(request('whole'));
  });

  test('begins with as many nats as a coin, and makes held-out preferred answers likelier than rejected ones', () => {
    const losses = all.flatMap((report) => (report.type === 'progress' ? [report.loss] : []));
    expect(losses[0]).toBeCloseTo(Math.LN2, 4);
    const checkpoint = all.findLast((report) => report.type === 'checkpoint')!;
    expect(checkpoint.validationLoss).toBeLessThan(0.2);
    const pairs = readExamples(tokenizer, context, heldOut, 'pairs');
    const replica = createReplica(base, 4, 8 * context);
    const untuned = initialAdapter(layout, 4, createRandom(11));
    const tuned = readAdapter(base.id, layout, adapterOf(all)).adapter;
    const [before, after] = [untuned, tuned].map((adapter) => marginsOf(replica, adapter, pairs));
    expect(before!.filter((margin) => margin > 0).length).toBeLessThan(pairs.length / 4);
    expect(after!.filter((margin) => margin > 0)).toHaveLength(pairs.length);
  });

  test('comes to the same adapter, bit by bit, also where it was stopped', async () => {
    const of = request('stopped');
    for await (const report of tune(of)) if (report.type === 'checkpoint') break;
    expect(readFileSync(adapterOf(await reports(of)))).toEqual(readFileSync(adapterOf(all)));
  });

  test('goes on from a tuned adapter, which is what it holds the model to', async () => {
    const next = await reports(request('next', { initialAdapter: adapterOf(all), epochs: 1 }));
    const [first] = next.flatMap((report) => (report.type === 'progress' ? [report.loss] : []));
    expect(first).toBeCloseTo(Math.LN2, 4);
  });
});
