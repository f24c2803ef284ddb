/** Who is examined: the untuned base, each tuned candidate, the model in production, and what answers without a model. */
import { naiveSubject } from '../../core/naive';
import { endpointOf } from '../../core/production';
import { parsePrompt } from '../../core/prompt';
import type { Configuration, EventData, Production } from '../../schemas/generated/types';
import { frozenModel, type FrozenModel, type Generation } from '../shared/models/provider';
import { naiveRivals } from './naive/rivals';

export interface Examined {
  /** base, production, the id of a candidate, or naiveSubject of a rival. */
  name: string;
  /** The endpoint or base model that is asked; of a naive rival the training examples that it is made of. */
  model: string;
}

export interface Subject extends Examined {
  /** Id of the base model that is asked, or that it was tuned on. */
  base: string;
  /** Of the run that it was tuned in: its provider, and its base model as that was then. */
  configuration: Configuration;
}

type Finished = EventData['landfall.tuning.finished.v1']['candidates'];
export type Tuned = EventData['landfall.model.evaluated.v1']['candidates'];

/** The candidates that can be asked. */
export function tunedCandidates(candidates: Finished): Tuned {
  return candidates.flatMap(({ id, base, state, endpoint, model, checkpointEndpoints }) =>
    state === 'succeeded' && endpoint && model ? [{ id, base, endpoint, model, checkpointEndpoints }] : [],
  );
}

/** Production was tuned on its own prompt: with another one it would be examined in a subject it was never taught. */
export function subjectsOf(
  tuned: Tuned,
  configuration: Configuration,
  { modelOf }: Pick<Generation, 'modelOf'>,
  production?: { value: Production; configuration: Configuration },
): Subject[] {
  const [{ base }] = tuned as [Tuned[number]];
  const examined = production?.value.promptDigest === parsePrompt(configuration.prompt).digest ? production : undefined;
  return [
    { name: 'base', model: modelOf(frozenModel(configuration, base)), base, configuration },
    ...(examined ? [subjectOfProduction(examined)] : []),
    ...tuned.map(({ id, base, endpoint }) => ({ name: id, model: endpoint, base, configuration })),
  ];
}

const subjectOfProduction = ({
  value,
  configuration,
}: {
  value: Production;
  configuration: Configuration;
}): Subject => ({
  name: 'production',
  model: endpointOf(value),
  base: value.base,
  configuration,
});

/** Those that answer without a model. */
export const rivalsOf = (trainUri: string, labels: string[]): Examined[] =>
  naiveRivals({ hasLabels: labels.length > 0 }).map((rival) => ({ name: naiveSubject(rival), model: trainUri }));

/** The base models that are asked, or that were tuned: each once. */
export const modelsBehind = (subjects: Subject[]): FrozenModel[] => [
  ...new Map(subjects.map(({ base, configuration }) => [base, frozenModel(configuration, base)])).values(),
];
