/** What a run for a successor tries: the same task on another base, with settings that are planned for it anew. */
import type { BaseModel } from '../../catalog';
import type { CandidateSpec, Configuration } from '../../schemas/generated/types';
import {
  adapterSizeFor,
  candidatesOf,
  isPreference,
  tunedCandidates,
  usualBeta,
  usualSettings,
  type Candidate,
} from '../candidates';
import { digest } from '../digest';
import { PermanentError } from '../errors';

/** An entry of `tuning.candidates` that is one candidate. */
type Entry = CandidateSpec & { base: string; prompt: string };

/** Training examples that stand before a question to a successor that is not tuned: none, and a few. */
const examplesBefore = [0, 5];

/**
 * Each prompt that the pipeline tries today, as it is: tuned on the successor, where the pipeline tunes, and asked as it is.
 * Rank, epochs and rate are left to what the successor is usually tuned with: what was found for another base says nothing of it.
 * How it thinks, and what it ignores, is in its own file of the catalog, by which it is asked.
 */
export function retirementCandidates(configuration: Configuration, successor: BaseModel): Entry[] {
  const prompts = [...new Set(candidatesOf(configuration).map(({ prompt }) => prompt))];
  const today = tunedCandidates(configuration);
  const isTuned = today.length > 0 && successor.tunable;
  const learnsPreferences = today.every(isPreference) && successor.preferenceTuning;
  const adapterSize = adapterSizeFor(successor);
  return prompts.flatMap((prompt, place): Entry[] => {
    const id = prompts.length > 1 ? `successor-${place + 1}` : 'successor';
    const tuned: Entry = {
      id,
      kind: 'tuned',
      base: successor.id,
      prompt,
      ...(adapterSize !== undefined && { adapterSize }),
      ...(learnsPreferences && { method: 'preference' }),
    };
    const prompted = examplesBefore.map((examples): Entry => ({
      id: `${id}-k${examples}`,
      kind: 'prompted',
      base: successor.id,
      prompt,
      examples,
    }));
    return isTuned ? [tuned, ...prompted] : prompted;
  });
}

const frozen = (entry: Entry): Candidate =>
  entry.kind === 'prompted'
    ? (entry as Candidate)
    : ({
        ...usualSettings,
        ...(entry.method === 'preference' && { beta: usualBeta }),
        checkpoints: 'last',
        ...entry,
      } as Candidate);

/**
 * What the run is made from: the pipeline as it is, but for its candidates, and for a gate that asks for something better: of a
 * successor it asks that it is no worse, since what it is compared with ends.
 * @param successor one of the models that the configuration was frozen with
 * @throws PermanentError for another one
 */
export function withSuccessor(configuration: Configuration, successor: string): Configuration {
  const { digest: _today, pipeline, ...rest } = configuration;
  const model = configuration.baseModels[successor] as BaseModel | undefined;
  if (!model)
    throw new PermanentError(`${pipeline.name} was compiled without ${successor}`, {
      fix: 'deploy again: its facts are in the configuration then',
    });
  const candidates = retirementCandidates(configuration, model);
  const { tuning, deployment } = pipeline;
  const promote = deployment.gate.promote === 'better' ? 'notWorse' : deployment.gate.promote;
  const content = {
    ...rest,
    pipeline: {
      ...pipeline,
      // A search by halving is for many; these are a few.
      tuning: { ...tuning, strategy: 'all' as const, candidates },
      deployment: { ...deployment, gate: { ...deployment.gate, promote } },
    },
    candidates: candidates.map(frozen),
  };
  return { digest: digest(content), ...content };
}
