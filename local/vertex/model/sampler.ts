/** Choosing the next token from its logits. */

export interface Sampling {
  /** 0 takes the most likely token. */
  temperature: number;
  /** The smallest set of tokens whose probabilities reach this is drawn from (Holtzman et al. 2020). */
  topP: number;
}

export function sample(logits: Float32Array, { temperature, topP }: Sampling, random: () => number): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[best]!) best = i;
  if (temperature <= 0) return best;

  const weights = Float64Array.from(logits, (logit) => Math.exp((logit - logits[best]!) / temperature));
  const { ids, kept } = nucleus(weights, topP);
  let point = random() * kept;
  for (const id of ids) {
    point -= weights[id]!;
    if (point < 0) return id;
  }
  return best;
}

/** The tokens that are drawn from, and what they weigh together; without a limit all, in no need of an order. */
function nucleus(weights: Float64Array, topP: number): { ids: number[]; kept: number } {
  let total = 0;
  for (const weight of weights) total += weight;
  // So light that all that are no heavier weigh less together than what may be left out: these need not be sorted.
  const lightest = ((1 - topP) * total) / weights.length;
  const ids: number[] = [];
  for (let id = 0; id < weights.length; id++) if (weights[id]! >= lightest) ids.push(id);
  if (topP >= 1) return { ids, kept: total };
  ids.sort((a, b) => weights[b]! - weights[a]! || a - b);
  let [count, kept] = [0, 0];
  while (count < ids.length && (count === 0 || kept < topP * total)) kept += weights[ids[count++]!]!;
  return { ids: ids.slice(0, count), kept };
}
