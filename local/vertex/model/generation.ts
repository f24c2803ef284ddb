/** Answers to conversations, by a base model or by a base with an adapter. */
import { mergeAdapter } from './adapter';
import { readAdapter } from './adapter-files';
import { loadBase } from './base';
import { createConstraint } from './choices';
import { createDecoder } from './decoder';
import { certainPart, cutAtStop } from './growing-text';
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

/**
 * Gives way after every token, with the text that this one has made certain, which may be none. What it has given is always
 * the beginning of the answer that it returns.
 */
type Generate = (request: GenerationRequest) => Generator<string, Generation, void>;

const heldAdapters = 6; // merged weights of a few MB each

/** Models ready to answer, each loaded when it is first asked; an answer is over, or given up, before the next begins. */
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

  return function* (request) {
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
    let shown = 0;
    let logits = decoder.start(prompt);
    for (;;) {
      constraint?.mask(logits);
      const token = sample(logits, request, random);
      if (token >= 256 && token < firstMerge) return answer(ids, 'STOP'); // the end mark, or any other mark
      ids.push(token);
      constraint?.accept(token);
      const text = tokenizer.decode(ids);
      const stopped = cutAtStop(text, request.stopSequences);
      if (stopped !== undefined) return answer(ids, 'STOP', stopped);
      if (ids.length >= most) return answer(ids, 'MAX_TOKENS');
      const certain = certainPart(text, request.stopSequences);
      yield certain.slice(shown);
      shown = certain.length;
      logits = decoder.next(token);
    }
  };
}

/** The answer as a whole. */
export function finish(growing: Generator<string, Generation, void>): Generation {
  for (;;) {
    const { done, value } = growing.next();
    if (done) return value;
  }
}
