/** The candidates of a run as its configuration has frozen them, and the prompt of each. */
import type { BaseModel } from '../catalog';
import type {
  Configuration,
  Production,
  PromptedCandidate,
  PromptTemplate,
  TunedCandidate,
} from '../schemas/generated/types';
import { parsePrompt, type Prompt } from './prompt';

export type Candidate = TunedCandidate | PromptedCandidate;

/** What a tuned candidate has where its entry does not say, and the base takes it. */
export const usualSettings = { adapterSize: 8, epochs: 3, learningRateMultiplier: 1 } as const;

/** Of one that learns preferences, besides; Google's tutorial and Rafailov et al. (arXiv 2305.18290) begin with it. */
export const usualBeta = 0.1;

/** The usual rank, or of a base that does not take it the largest that it does; undefined where its provider chooses. */
export const adapterSizeFor = ({ adapterSizes }: Pick<BaseModel, 'adapterSizes'>): number | undefined =>
  adapterSizes.includes(usualSettings.adapterSize) ? usualSettings.adapterSize : adapterSizes.at(-1);

/** What a run is frozen with. */
type Frozen = Pick<Configuration, 'candidates' | 'pipeline'>;
type WithPrompts = Pick<Configuration, 'prompt' | 'prompts' | 'pipeline'>;

/** In the order of pipeline.yaml. */
export function candidatesOf({ candidates, pipeline }: Frozen): Candidate[] {
  // Frozen before entries could have lists: each is a candidate, tuned on the only prompt, with all of its settings.
  return candidates ?? pipeline.tuning.candidates.map((entry) => plain(entry as Partial<TunedCandidate>, pipeline));
}

const plain = (entry: Partial<TunedCandidate>, { training }: Frozen['pipeline']): TunedCandidate =>
  ({ checkpoints: 'last', ...entry, kind: 'tuned', prompt: training.prompt }) as TunedCandidate;

const isTuned = (candidate: Candidate): candidate is TunedCandidate => candidate.kind === 'tuned';

/** Whether it learns which of two answers is preferred, and not the target alone. */
export const isPreference = ({ method }: Pick<TunedCandidate, 'method'>): boolean => method === 'preference';

/** Those that learn it: examples exist as pairs in their prompts. */
export const preferenceCandidates = (configuration: Frozen): TunedCandidate[] =>
  tunedCandidates(configuration).filter(isPreference);

/** Those that a tuning job is created for. */
export const tunedCandidates = (configuration: Frozen): TunedCandidate[] => candidatesOf(configuration).filter(isTuned);

export const promptedCandidates = (configuration: Frozen): PromptedCandidate[] =>
  candidatesOf(configuration).filter((candidate) => !isTuned(candidate)) as PromptedCandidate[];

/** Whether it is a base as it is, which nobody has made and nobody removes. One that a configuration does not know was tuned. */
export const isPrompted = (id: string, configuration: Frozen): boolean =>
  promptedCandidates(configuration).some((candidate) => candidate.id === id);

/** Whether the best of its checkpoints stands for it. */
export const isBestCheckpoint = (id: string, configuration: Frozen): boolean =>
  tunedCandidates(configuration).some((each) => each.id === id && each.checkpoints === 'best');

/** Every prompt that there is, by its file; that of training first. */
export function promptsOf({ prompt, prompts = {}, pipeline }: WithPrompts): Map<string, Prompt> {
  const all: Record<string, PromptTemplate> = { [pipeline.training.prompt]: prompt, ...prompts };
  return new Map(Object.entries(all).map(([file, template]) => [file, parsePrompt(template)]));
}

/** How many training examples stand before each question to a candidate; nothing where there are none. */
export function shotsBefore(id: string, configuration: Frozen): { examples?: number } {
  const candidate = candidatesOf(configuration).find((each) => each.id === id);
  return !candidate || isTuned(candidate) || candidate.examples === 0 ? {} : { examples: candidate.examples };
}

/** The prompts beside that of training, each once: examples exist in all of them, in this order. */
export function variantsOf(configuration: WithPrompts): Prompt[] {
  const [main, ...others] = [...promptsOf(configuration).values()] as [Prompt, ...Prompt[]];
  const distinct = new Map(others.map((prompt) => [prompt.digest, prompt]));
  distinct.delete(main.digest);
  return [...distinct.values()];
}

/** What training.sql has to select for them: the fields of all prompts. */
export const fieldsOf = (configuration: WithPrompts): string[] => [
  ...new Set([...promptsOf(configuration).values()].flatMap(({ fields }) => fields)),
];

export const promptByDigest = (configuration: WithPrompts, digest: string): Prompt | undefined =>
  [...promptsOf(configuration).values()].find((prompt) => prompt.digest === digest);

/** That of what is deployed; undefined where its run has another one for it. */
export function promptDeployed(
  { candidate, promptDigest }: Pick<Production, 'candidate' | 'promptDigest'>,
  configuration: Frozen & WithPrompts,
): Prompt | undefined {
  const prompt = promptOf(candidate, configuration);
  return prompt.digest === promptDigest ? prompt : undefined;
}

/** The prompt that a candidate is trained on, asked with and served with: that of training where nobody knows better. */
export function promptOf(id: string, configuration: Frozen & WithPrompts): Prompt {
  const { prompt } = candidatesOf(configuration).find((each) => each.id === id) ?? configuration.pipeline.training;
  return promptsOf(configuration).get(prompt)!;
}
