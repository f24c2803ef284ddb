/** Answers to conversations, by the base model or by the base with an adapter. */
import { mergeAdapter, readAdapter } from './adapter';
import { createConstraint } from './choices';
import { createDecoder } from './decoder';
import { createDevice, type Pointer } from './kernels';
import { createRandom } from './random';
import { sample, type Sampling } from './sampler';
import { layout, shape } from './shape';
import { baseFile, encodePrompt, firstMerge, loadTokenizer, type Turn } from './tokenizer';
import { createTransformer } from './transformer';
import { readWeights } from './weights';

export interface GenerationRequest extends Sampling {
  /** None for the base model. */
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

const heldAdapters = 6; // merged weights of about 4 MB each

/** A model ready to answer; one answer at a time. @throws Error when weights or kernels are missing. */
export function createGenerator(): (request: GenerationRequest) => Generation {
  const device = createDevice();
  const tokenizer = loadTokenizer();
  const base = device.allocate(layout.size);
  device.floats(base, layout.size).set(readWeights(baseFile('weights.bin')));
  const model = createTransformer(device, shape.context, base);
  const decoder = createDecoder(device, model);
  const merged = new Map<string, Pointer>(); // in order of last use
  const adapterRoom = device.allocate(layout.size);

  function weightsOf(adapterFile: string | undefined): Pointer {
    if (!adapterFile) return base;
    let weights = merged.get(adapterFile);
    if (weights === undefined) {
      const { rank, adapter } = readAdapter(adapterFile);
      const [oldest] = merged;
      weights = merged.size < heldAdapters || !oldest ? device.allocate(layout.size) : oldest[1];
      if (oldest && oldest[1] === weights) merged.delete(oldest[0]);
      device.floats(adapterRoom, adapter.length).set(adapter);
      mergeAdapter(device, rank, adapterRoom, base, weights);
    }
    merged.delete(adapterFile);
    merged.set(adapterFile, weights);
    return weights;
  }

  return (request) => {
    const turns: Turn[] = request.system ? [{ role: 'system', text: request.system }, ...request.turns] : request.turns;
    const prompt = encodePrompt(tokenizer, turns);
    if (prompt.length >= shape.context) {
      throw new RangeError(`the prompt has ${prompt.length} tokens; the model's context is ${shape.context}`);
    }
    const random = createRandom(request.seed);
    const most = Math.min(request.maxOutputTokens, shape.context - prompt.length);
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
