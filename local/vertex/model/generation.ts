/** Answers to conversations, by a base model or by a base with an adapter. */
import { mergeAdapter } from './adapter';
import { readAdapter } from './adapter-files';
import { loadBase } from './base';
import { createConstraint } from './choices';
import { createDecoder } from './decoder';
import { createDevice, type Pointer } from './kernels';
import { createRandom } from './random';
import { sample, type Sampling } from './sampler';
import { encodePrompt, firstMerge, type Turn } from './tokenizer';
import { createTransformer } from './transformer';

export interface GenerationRequest extends Sampling {
  /** The id of the base that answers. */
  base: string;
  /** None for the base model itself. */
  adapterFile?: string;
  system?: string;
  turns: { role: 'user' | 'model'; text: string }[];
  seed: number;
  maxOutputTokens: number;
  stopSequences: string[];
  /** The only answers that there may be. */
  choices?: string[];
}

export interface Generation {
  text: string;
  finishReason: 'STOP' | 'MAX_TOKENS';
  promptTokens: number;
  outputTokens: number;
}

type Generate = (request: GenerationRequest) => Generation;

const heldAdapters = 6; // merged weights of a few MB each

/** Models ready to answer, each loaded when it is first asked; one answer at a time. */
export function createGenerator(): Generate {
  const bases = new Map<string, Generate>();
  return (request) => {
    let generate = bases.get(request.base);
    if (!generate) bases.set(request.base, (generate = createBaseGenerator(request.base)));
    return generate(request);
  };
}

/** @throws Error when weights or kernels are missing. */
function createBaseGenerator(id: string): Generate {
  const { layout, tokenizer, readWeights } = loadBase(id);
  const { context } = layout.shape;
  const device = createDevice();
  const base = device.allocate(layout.size);
  device.floats(base, layout.size).set(readWeights());
  const model = createTransformer(device, layout, context, base);
  const decoder = createDecoder(device, model);
  const merged = new Map<string, Pointer>(); // in order of last use
  const adapterRoom = device.allocate(layout.size);

  function weightsOf(adapterFile: string | undefined): Pointer {
    if (!adapterFile) return base;
    let weights = merged.get(adapterFile);
    if (weights === undefined) {
      const { rank, adapter } = readAdapter(id, layout, adapterFile);
      const [oldest] = merged;
      weights = merged.size < heldAdapters || !oldest ? device.allocate(layout.size) : oldest[1];
      if (oldest && oldest[1] === weights) merged.delete(oldest[0]);
      device.floats(adapterRoom, adapter.length).set(adapter);
      device.floats(weights, layout.size).set(device.floats(base, layout.size));
      mergeAdapter(device, layout, rank, adapterRoom, base, weights);
    }
    merged.delete(adapterFile);
    merged.set(adapterFile, weights);
    return weights;
  }

  return (request) => {
    const turns: Turn[] = request.system ? [{ role: 'system', text: request.system }, ...request.turns] : request.turns;
    const prompt = encodePrompt(tokenizer, turns);
    if (prompt.length >= context) {
      throw new RangeError(`the prompt has ${prompt.length} tokens; the model's context is ${context}`);
    }
    const random = createRandom(request.seed);
    const most = Math.min(request.maxOutputTokens, context - prompt.length);
    const answer = (
      ids: number[],
      finishReason: Generation['finishReason'],
      text = tokenizer.decode(ids),
    ): Generation => ({
      text: text.trim(),
      finishReason,
      promptTokens: prompt.length,
      outputTokens: ids.length,
    });

    model.weights = weightsOf(request.adapterFile);
    const constraint = request.choices && createConstraint(tokenizer, request.choices);
    const ids: number[] = [];
    let logits = decoder.start(prompt);
    for (;;) {
      constraint?.mask(logits);
      const token = sample(logits, request, random);
      if (token >= 256 && token < firstMerge) return answer(ids, 'STOP'); // the end mark, or any other mark
      ids.push(token);
      constraint?.accept(token);
      const stopped = cutAtStop(tokenizer.decode(ids), request.stopSequences);
      if (stopped !== undefined) return answer(ids, 'STOP', stopped);
      if (ids.length >= most) return answer(ids, 'MAX_TOKENS');
      logits = decoder.next(token);
    }
  };
}

/** The text before the first stop sequence, if there is one. */
function cutAtStop(text: string, stopSequences: string[]): string | undefined {
  const places = stopSequences.filter((stop) => stop !== '').map((stop) => text.indexOf(stop));
  const first = Math.min(...places.filter((place) => place >= 0));
  return Number.isFinite(first) ? text.slice(0, first) : undefined;
}
