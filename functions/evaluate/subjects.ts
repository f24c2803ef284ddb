/** Who is examined: the untuned base, each tuned candidate, the model in production, and what answers without a model. */
import {
  isBestCheckpoint,
  isPrompted,
  promptByDigest,
  promptedCandidates,
  promptOf,
  shotsBefore,
} from '../../core/candidates';
import { naiveSubject } from '../../core/naive';
import { endpointOf } from '../../core/production';
import { parsePrompt } from '../../core/prompt';
import type { Configuration, EventData, Production } from '../../schemas/generated/types';
import type { Examined, Subject } from '../shared/evaluation/subjects';
import { frozenModel, type FrozenModel, type Generation } from '../shared/models/provider';
import { naiveRivals } from './naive/rivals';

type Finished = EventData['landfall.tuning.finished.v1']['candidates'];
export type Examinable = EventData['landfall.model.evaluated.v1']['candidates'];

/** The candidates that can be asked: those that were tuned, and those that need no tuning. */
export function examinable(
  finished: Finished,
  configuration: Configuration,
  { modelOf }: Pick<Generation, 'modelOf'>,
): Examinable {
  const tuned = finished.flatMap(({ id, base, state, endpoint, model, checkpointEndpoints }) =>
    state === 'succeeded' && endpoint && model ? [{ id, base, endpoint, model, checkpointEndpoints }] : [],
  );
  const prompted = promptedCandidates(configuration).map(({ id, base }) => {
    const model = modelOf(frozenModel(configuration, base));
    return { id, base, endpoint: model, model };
  });
  return [...tuned, ...prompted];
}

/** Production is asked in the prompt that it was made with: where no candidate has that one, its examples do not exist in it. */
export function subjectsOf(
  candidates: Examinable,
  configuration: Configuration,
  { modelOf }: Pick<Generation, 'modelOf'>,
  production?: { value: Production; configuration: Configuration },
): Subject[] {
  const [{ base }] = candidates as [Examinable[number]];
  const isAskable = production && promptByDigest(configuration, production.value.promptDigest) !== undefined;
  return [
    {
      name: 'base',
      model: modelOf(frozenModel(configuration, base)),
      base,
      promptDigest: parsePrompt(configuration.prompt).digest,
      configuration,
    },
    ...(isAskable ? [subjectOfProduction(production)] : []),
    ...candidates.map(({ id, base: own, endpoint, model }) => ({
      name: id,
      model: endpoint,
      base: own,
      promptDigest: promptOf(id, configuration).digest,
      ...shotsBefore(id, configuration),
      ...tunedAs(id, model, configuration),
      configuration,
    })),
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
  candidate: value.candidate,
  promptDigest: value.promptDigest,
  ...shotsBefore(value.candidate, configuration),
  ...tunedAs(value.candidate, value.model, configuration),
  configuration,
  tunedIn: value.run,
});

const tunedAs = (
  id: string,
  model: string,
  configuration: Configuration,
): Pick<Subject, 'tunedModel' | 'isCheckpoint'> =>
  isPrompted(id, configuration)
    ? {}
    : { tunedModel: model, ...(isBestCheckpoint(id, configuration) && { isCheckpoint: true }) };

/** Those that answer without a model. */
export const rivalsOf = (trainUri: string, labels: string[]): Examined[] =>
  naiveRivals({ hasLabels: labels.length > 0 }).map((rival) => ({ name: naiveSubject(rival), model: trainUri }));

/** The base models that are asked, or that were tuned: each once. */
export const modelsBehind = (subjects: Subject[]): FrozenModel[] => [
  ...new Map(subjects.map(({ base, configuration }) => [base, frozenModel(configuration, base)])).values(),
];
