/** Who is examined: the untuned base, each tuned candidate, the model in production, and what answers without a model. */
import { naiveSubject } from '../../core/naive';
import { endpointOf } from '../../core/production';
import { parsePrompt } from '../../core/prompt';
import type { Configuration, EventData, Production } from '../../schemas/generated/types';
import type { Examined, Subject } from '../shared/evaluation/subjects';
import { frozenModel, type FrozenModel, type Generation } from '../shared/models/provider';
import { naiveRivals } from './naive/rivals';

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
  tunedIn: value.run,
});

/** Those that answer without a model. */
export const rivalsOf = (trainUri: string, labels: string[]): Examined[] =>
  naiveRivals({ hasLabels: labels.length > 0 }).map((rival) => ({ name: naiveSubject(rival), model: trainUri }));

/** The base models that are asked, or that were tuned: each once. */
export const modelsBehind = (subjects: Subject[]): FrozenModel[] => [
  ...new Map(subjects.map(({ base, configuration }) => [base, frozenModel(configuration, base)])).values(),
];
