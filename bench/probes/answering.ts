/** Drawing the first tokens of answers, as a service does with the settings of a probe. */
import type { AskProbes } from '../../core/probes/hour';
import { probeSettings } from '../../core/probes/questions';
import type { FirstToken, Served } from './exchanged';

/** @param noise standard deviation of what is added to each logit, anew for each answer */
export function answering(served: Served, chance: () => number, noise = 0): AskProbes {
  const { temperature } = probeSettings;
  const draw = (first: FirstToken): string => {
    const likely = first.filter(({ logit }) => first[0]!.logit - logit < reach * (temperature + noise));
    const noisy = noise > 0 ? likely.map((each) => ({ ...each, logit: each.logit + noise * normal(chance) })) : likely;
    const most = Math.max(...noisy.map(({ logit }) => logit));
    const weights = noisy.map(({ logit }) => Math.exp((logit - most) / temperature));
    let point = chance() * weights.reduce((all, weight) => all + weight, 0);
    return noisy.find((_, at) => (point -= weights[at]!) < 0)?.text ?? noisy[0]!.text;
  };
  return async (questions) => questions.map((question) => draw(served(question)));
}

/** Temperatures below the likeliest: e⁻²⁰ of a chance. */
const reach = 20;

/** By Box and Muller. */
const normal = (chance: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
