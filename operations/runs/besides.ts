/** The bases that an answer in serving may ask besides the model in production, each with its price. */
import type { ModelPrices } from '../../catalog/prices';
import { fallBacksOf } from '../../compiler/candidates';
import { chainBasesOf } from '../../compiler/chain/bases';
import type { BesidesPrice } from '../../core/price';
import type { Configuration } from '../../schemas/generated/types';

/** In the order in which pipeline.yaml names them; none that has no price. */
export function besidesPrices({ pipeline }: Pick<Configuration, 'pipeline'>, { models }: ModelPrices): BesidesPrice[] {
  const summary = pipeline.serving?.history?.summary;
  const asked: [base: string, by: string][] = [
    ...chainBasesOf(pipeline).map(({ base, path }): [string, string] => [base, `the step ${path[3]}`]),
    ...fallBacks(pipeline),
    ...(summary ? [[summary.model, 'the summary of a conversation'] satisfies [string, string]] : []),
  ];
  return [...new Set(asked.map(([base]) => base))].flatMap((base) => {
    const price = models[base];
    if (!price) return [];
    const by = [...new Set(asked.flatMap(([other, each]) => (other === base ? [each] : [])))];
    return [{ base, input: price.input, output: price.output, by }];
  });
}

/** Of a run that is older than outcomes there are none. */
const fallBacks = (pipeline: Configuration['pipeline']): [base: string, by: string][] =>
  pipeline.serving?.outcomes
    ? fallBacksOf(pipeline).map(({ base, path }) => [base, `an answer that is ${path[2]}`])
    : [];
