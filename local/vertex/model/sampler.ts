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

  const weights = Array.from(logits, (logit, id) => ({ id, weight: Math.exp((logit - logits[best]!) / temperature) }));
  weights.sort((a, b) => b.weight - a.weight || a.id - b.id);
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  let kept = 0;
  let count = 0;
  while (count < weights.length && (count === 0 || kept < topP * total)) kept += weights[count++]!.weight;

  let point = random() * kept;
  for (const { id, weight } of weights.slice(0, count)) {
    point -= weight;
    if (point < 0) return id;
  }
  return best;
}
