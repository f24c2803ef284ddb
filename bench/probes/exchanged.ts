/**
 * The small transformer as a provider would serve it, and as it might silently serve another in its place: an earlier or later
 * checkpoint, weights in fewer bits, a system prompt of its own. Of each what it says to a question first is computed once.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../../core/root';
import { mergeAdapter } from '../../local/vertex/model/adapter';
import { readAdapter } from '../../local/vertex/model/adapter-files';
import { defaultBase, loadBase } from '../../local/vertex/model/base';
import { createDecoder } from '../../local/vertex/model/decoder';
import { createDevice } from '../../local/vertex/model/kernels';
import { encodePrompt } from '../../local/vertex/model/tokenizer';
import { createTransformer } from '../../local/vertex/model/transformer';
import { tune } from '../../local/vertex/model/tuning';
import { packWeights, unpackWeights } from '../../local/vertex/model/weights';

/** What comes first of an answer, with its logit, the likeliest first. */
export type FirstToken = { text: string; logit: number }[];

/** As it is served: of each question the beginning of the answer. */
export type Served = (question: string) => FirstToken;

export interface Exchange {
  kind: 'checkpoint' | 'rounding' | 'system prompt';
  name: string;
  served: Served;
}

const epochs = 6;
/** The checkpoint that is in production. */
const deployedEpoch = 3;

/** Far below it nothing is ever said. */
const mostTokens = 40;

/** Tunes for some ten seconds, with the same result each time. */
export async function exchangedModels(): Promise<{ production: Served; exchanges: Exchange[] }> {
  const checkpoints = await tunedCheckpoints();
  const [production] = checkpoints.splice(deployedEpoch - 1, 1) as [Float32Array];
  return {
    production: served(production),
    exchanges: [
      ...checkpoints.map((weights, at): Exchange => {
        const epoch = at + 1 < deployedEpoch ? at + 1 : at + 2;
        return { kind: 'checkpoint', name: `epoch ${epoch} for ${deployedEpoch}`, served: served(weights) };
      }),
      ...roundings.map(({ name, round }): Exchange => ({
        kind: 'rounding',
        name,
        served: served(round(production)),
      })),
      ...systemPrompts.map((system): Exchange => ({
        kind: 'system prompt',
        name: system,
        served: served(production, system),
      })),
    ],
  };
}

/** Merged weights after each epoch of a tuning on the sample's emails. */
async function tunedCheckpoints(): Promise<Float32Array[]> {
  const directory = mkdtempSync(join(tmpdir(), 'landfall-probes-'));
  try {
    const trainingFile = join(directory, 'train.jsonl');
    writeFileSync(trainingFile, emails().map(trainingLine).join('\n'));
    const request = { base: defaultBase, trainingFile, directory, adapterSize: 8, epochs, learningRateMultiplier: 1 };
    const checkpoints: Float32Array[] = [];
    for await (const report of tune({ ...request, seed: 1 }))
      if (report.type === 'checkpoint') checkpoints.push(merged(report.adapterFile));
    return checkpoints;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

interface Email {
  body: string;
  summary: string;
}

const emails = (): Email[] =>
  readFileSync(join(repositoryRoot(), 'pipelines/email-summary/data/emails.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .slice(0, 160)
    .map((line) => JSON.parse(line) as Email);

const trainingLine = ({ body, summary }: Email): string =>
  JSON.stringify({
    contents: [
      { role: 'user', parts: [{ text: body }] },
      { role: 'model', parts: [{ text: summary }] },
    ],
  });

const { layout, tokenizer, readWeights } = loadBase(defaultBase);

function merged(adapterFile: string): Float32Array {
  const device = createDevice();
  const { rank, adapter } = readAdapter(defaultBase, layout, adapterFile);
  const [base, weights] = [device.allocate(layout.size), device.allocate(layout.size)];
  const room = device.allocate(adapter.length);
  device.floats(base, layout.size).set(readWeights());
  device.floats(weights, layout.size).set(device.floats(base, layout.size));
  device.floats(room, adapter.length).set(adapter);
  mergeAdapter(device, layout, rank, room, base, weights);
  return device.floats(weights, layout.size).slice();
}

function served(weights: Float32Array, system?: string): Served {
  const device = createDevice();
  const model = createTransformer(device, layout, layout.shape.context);
  device.floats(model.weights, layout.size).set(weights);
  const decoder = createDecoder(device, model);
  const known = new Map<string, FirstToken>();
  return (question) => {
    const before = known.get(question);
    if (before) return before;
    const turns = [
      ...(system === undefined ? [] : [{ role: 'system' as const, text: system }]),
      { role: 'user' as const, text: question },
    ];
    const logits = decoder.start(encodePrompt(tokenizer, turns));
    const first = Array.from(logits, (logit, id) => ({ text: tokenizer.decode([id]), logit }))
      .toSorted((a, b) => b.logit - a.logit)
      .slice(0, mostTokens);
    known.set(question, first);
    return first;
  };
}

const roundings: { name: string; round: (weights: Float32Array) => Float32Array }[] = [
  { name: 'bfloat16', round: (weights) => unpackWeights(packWeights(weights)) },
  { name: 'int8, a scale for 128', round: (weights) => inBits(weights, 8) },
  { name: 'int6, a scale for 128', round: (weights) => inBits(weights, 6) },
  { name: 'int4, a scale for 128', round: (weights) => inBits(weights, 4) },
];

/** Whole numbers of so many bits, times a scale that each row of 128 weights has of its own. */
function inBits(weights: Float32Array, bits: number, row = 128): Float32Array {
  const most = 2 ** (bits - 1) - 1;
  const rounded = new Float32Array(weights.length);
  for (let from = 0; from < weights.length; from += row) {
    const part = weights.subarray(from, from + row);
    const scale = part.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0) / most || 1;
    part.forEach((weight, at) => (rounded[from + at] = Math.round(weight / scale) * scale));
  }
  return rounded;
}

const systemPrompts = [
  'You are a helpful assistant.',
  'Answer briefly and politely.',
  'Never give legal advice.',
  'Today is 29 November 2026.',
  'Be concise.',
];
