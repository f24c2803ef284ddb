/** What tuning, evaluation and serving are billed for: tokens times epochs times the price of a million. */
import type { BaseModel } from '../catalog';
import type { AnswerPrice, ModelPrice, ModelPrices, SearchPrice } from '../catalog/prices';
import type { Provenance } from '../catalog/provenance';
import type { Searches, SearchToolName } from '../catalog/search';
import type { Configuration, PipelineSpec } from '../schemas/generated/types';
import { candidatesOf, tunedCandidates } from './candidates';
import { stepSearches } from './chain/searches';
import { searchToolNameOf, searchToolOf, type SearchTool } from './grounding/spec';
import type { Usage } from './models/question';
import type { Amount, JudgeLoad, Load, Workload } from './workload';

/** The bill of one candidate's tuning, in the prices' currency. */
export interface TuningPrice extends Pick<Load, 'id' | 'base' | 'epochs'> {
  /** Of one epoch, prompts included. */
  tokens: number;
  billedTokens: number;
  /** Of 1,000,000 training tokens; null when no price is published. */
  perMillion: number | null;
  /** Null when no price is published. */
  amount: number | null;
  /** Where the price, or that none is known, is from; absent for a model of no catalog. */
  provenance?: Provenance;
  /** What it would be at the price of another model, where none is published. */
  comparable?: { base: string; perMillion: number; amount: number };
}

/** What it takes to ask a judge of every answer. */
export interface JudgingPrice {
  judge: string;
  questions: number;
  /** Null when the judge has no price. */
  amount: number | null;
}

export interface Price {
  currency: string;
  tuning: TuningPrice[];
  /** Of the candidates that have a price. */
  tuned: number;
  /** Those that a search stops are not known before: it is priced as if the dearest went on. */
  isSearched?: true;
  /** The held-out examples that are asked, answered by the base and by each candidate; null when one of them has no price. */
  evaluation?: {
    examples: number;
    answers: number;
    amount: number | null;
    /** What of it searching comes to, at a query for each answer; absent where nothing is searched. */
    searching?: number;
    judging: JudgingPrice[];
  };
  /** A thousand answers like the held-out ones by a tuned model, or an hour of its machine, its base's price being known; by base model. */
  serving?: ServingPrice[];
  /** How often they are asked, and of how much, is known of no question before it is asked. */
  besides?: BesidesPrice[];
  /** What is billed beside the tokens where models search before they answer; by base model. */
  searching?: SearchingPrice[];
  /** A month, at most, of what is asked of the model in production to tell it from another; by base model. */
  probing?: ProbingPrice[];
}

/** Of a base that an answer may ask besides: a million tokens of what it is told, and of what it says. */
export interface BesidesPrice {
  base: string;
  input: number;
  output: number;
  /** What of pipeline.yaml has it asked. */
  by: string[];
}

export interface ProbingPrice {
  base: string;
  month: number;
}

export type SearchingPrice = SearchPrice & { base: string; tool: SearchToolName };

export interface ServingPrice {
  base: string;
  per1000?: number;
  machineHour?: number;
}

const million = 1_000_000;

/** Prices that a run is frozen with; its tuning without a price of its own at that of the model it is like. */
export function frozenPrices({ baseModels }: Pick<Configuration, 'baseModels'>): ModelPrices {
  const models = Object.entries(baseModels as Record<string, Pick<BaseModel, 'price'>>).flatMap(([id, { price }]) => {
    if (!price) return [];
    const { training = null, batchFactor = 1, ...answers } = price;
    return [[id, { ...answers, training, batchFactor, provenance: {} } as unknown as ModelPrice] as const];
  });
  return { currency: 'USD', models: Object.fromEntries(models) };
}

/** Of each base that serves what a candidate is, or may, and of those that steps of the chain ask. */
export function searchingPrices(configuration: Priced, { models }: ModelPrices): SearchingPrice[] {
  const { pipeline } = configuration;
  const own = searchToolOf(pipeline);
  const asked = [
    ...(own ? candidatesOf(configuration).map(({ base }) => ({ tool: own, base })) : []),
    ...stepSearches(pipeline).flatMap(({ tool, bases }) => bases.map(({ base }) => ({ tool, base }))),
  ].map(({ tool, base }) => ({ tool: searchToolNameOf(tool), base }));
  const isFirst = ({ tool, base }: (typeof asked)[number], at: number) =>
    asked.findIndex((each) => each.tool === tool && each.base === base) === at;
  return asked.filter(isFirst).flatMap(({ tool, base }) => {
    const price = models[base]?.search?.[tool];
    return price ? [{ base, tool, ...price }] : [];
  });
}

type Priced = Pick<Configuration, 'baseModels' | 'candidates' | 'pipeline' | 'prompt'>;

/** Bases that are tuned and that no price of tuning is known of: nothing but `tuning.maximumTokens` limits them. */
export function unpricedBases(configuration: Priced): string[] {
  const { models } = frozenPrices(configuration);
  const bases = new Set(tunedCandidates(configuration).map(({ base }) => base));
  return [...bases].filter((base) => (models[base]?.training ?? null) === null);
}

/** Whether the run is frozen with any: those of earlier releases are not. */
export const hasPrices = (configuration: Priced): boolean => Object.keys(frozenPrices(configuration).models).length > 0;

/** Every token of the training examples in each epoch. */
export const billedTokensOf = ({ training, epochs }: Pick<Load, 'training' | 'epochs'>): number =>
  (training.promptTokens + training.targetTokens) * epochs;

/**
 * As the provider bills: each candidate for every token of the training examples in each of its epochs; each answer for the
 * tokens that it is given and those that it says, which are taken to be as many as the reference has. What answers without a
 * model costs nothing.
 * @param mostAsked of the held-out examples, as `evaluation.maximumExamples` says
 * @param isInBatch whose answers are asked for in a batch, as `evaluation.batchAbove` says and the base model lets it
 * @param search what each answer searches with, a query each: of how many it will be nobody knows before
 * @param machineHours that a machine is awake for an evaluation, where what was tuned answers on one
 */
export function priceOf(
  {
    candidates,
    base,
    judges,
    mostAsked = Infinity,
    isInBatch = () => false,
    machineHours = 0,
    search,
  }: Workload & {
    mostAsked?: number;
    isInBatch?: (base: string, isTuned: boolean) => boolean;
    machineHours?: number;
    search?: SearchTool | undefined;
  },
  { currency, models }: ModelPrices,
): Price {
  const tuning = candidates.filter(({ kind }) => kind === 'tuned').map((candidate) => tuningPriceOf(candidate, models));
  const tuned = tuning.reduce((sum, { amount }) => sum + (amount ?? 0), 0);
  const known = {
    currency,
    tuning,
    tuned,
    ...(candidates.some(({ isStopped }) => isStopped) && { isSearched: true as const }),
  };
  if (!base) return known;
  const { examples: all } = base.heldOut;
  const examples = Math.min(all, mostAsked);
  const share = examples / all;
  const askedPriceOf = (of: string, heldOut: Amount, isTuned: boolean): number | null => {
    const price = models[of];
    if (price && !isBilledByToken(price, isTuned)) return price.machineHour! * machineHours;
    const whole = answersPriceOf(heldOut, price, isTuned);
    return whole === null ? null : whole * share * (isInBatch(of, isTuned) ? (price?.batchFactor ?? 1) : 1);
  };
  // Whatever they are tuned on, evaluate compares all with the base of the first.
  const compared: Pick<Load, 'base' | 'kind' | 'heldOut'>[] = [
    { base: base.base, kind: 'prompted' },
    ...candidates.filter(({ isStopped }) => !isStopped),
  ];
  const answers = compared.map(({ base: of, heldOut = base.heldOut, kind }) =>
    askedPriceOf(of, heldOut, kind === 'tuned'),
  );
  const each = search && { [searchToolNameOf(search)]: 1 };
  const searching = each && examples * compared.reduce((sum, { base: of }) => sum + searchPrice(each, models[of]), 0);
  const judging = judges.map((load) => judgingPriceOf(load, { subjects: answers.length, share }, models));
  const amounts = [...answers, searching ?? 0, ...judging.map(({ amount }) => amount)];
  const servedBases = [...new Set(candidates.filter(({ kind }) => kind === 'tuned').map((each) => each.base))];
  return {
    ...known,
    evaluation: {
      examples,
      answers: examples * answers.length,
      amount: amounts.includes(null) ? null : amounts.reduce<number>((sum, amount) => sum + amount!, 0),
      ...(searching !== undefined && { searching }),
      judging,
    },
    serving: servedBases.flatMap((served): ServingPrice[] => {
      const own = candidates.find((each) => each.base === served && each.kind === 'tuned')!;
      const { machineHour } = models[served] ?? {};
      if (machineHour !== undefined) return [{ base: served, machineHour }];
      const of = answersPriceOf(own.heldOut ?? base.heldOut, models[served], true);
      return of === null ? [] : [{ base: served, per1000: (of / all) * 1000 }];
    }),
  };
}

function tuningPriceOf(candidate: Load, models: Record<string, ModelPrice>): TuningPrice {
  const { id, base, epochs, training } = candidate;
  const billedTokens = billedTokensOf(candidate);
  const at = (name?: string) => (name === undefined ? undefined : models[name]?.training) ?? null;
  const bill = (perMillion: number) => (billedTokens / million) * perMillion;
  const perMillion = at(base);
  const other = models[base]?.comparable;
  const otherPrice = at(other);
  const provenance = models[base]?.provenance.training;
  const tokens = training.promptTokens + training.targetTokens;
  const known = { id, base, epochs, tokens, billedTokens, perMillion, ...(provenance && { provenance }) };
  if (perMillion !== null) return { ...known, amount: bill(perMillion) };
  if (other === undefined || otherPrice === null) return { ...known, amount: null };
  return { ...known, amount: null, comparable: { base: other, perMillion: otherPrice, amount: bill(otherPrice) } };
}

type Answering = Pick<AnswerPrice, 'input' | 'output' | 'tunedFactor' | 'machineHour' | 'search'>;

/** Otherwise by the hours that its machine is awake, which depend on when it is asked: no answer has a price of its own. */
export const isBilledByToken = ({ machineHour }: Answering, isTuned: boolean): boolean =>
  !isTuned || machineHour === undefined;

/** Taken to be enough for an evaluation; after it the machine stays awake until nobody has asked for as long as the pipeline says. */
const evaluationHours = 1;

export const machineHoursOf = ({ deployment }: PipelineSpec): number => evaluationHours + deployment.idleMinutes / 60;

/** Of one answer with its searches, or of so many tokens of several. @param isTuned a tuned model may cost more than its base */
export const answerPrice = (
  { inputTokens, outputTokens, searches = {} }: Omit<Usage, 'thoughtTokens'>,
  price: Answering,
  isTuned: boolean,
): number =>
  ((isTuned ? price.tunedFactor : 1) * (inputTokens * price.input + outputTokens * price.output)) / million +
  searchPrice(searches, price);

/** Of one answer; nothing where no price is known, as of runs that are older than it. */
function searchPrice(searches: Searches, { search }: Pick<AnswerPrice, 'search'> = {}): number {
  const tools = Object.entries(searches) as [SearchToolName, number][];
  return tools.reduce((sum, [tool, queries]) => {
    const { per1000 = 0, of = 'prompt' } = search?.[tool] ?? {};
    return sum + (per1000 / 1000) * (of === 'query' ? queries : 1);
  }, 0);
}

/** Of all of them; null where no price is known. */
function answersPriceOf(amount: Amount, price: Answering | undefined, isTuned = false): number | null {
  if (!price) return null;
  const tokens = { inputTokens: amount.promptTokens, outputTokens: amount.targetTokens };
  return answerPrice(tokens, price, isTuned);
}

/** Compared with itself nothing is asked: of one that prefers, the rival's own answers are not judged. */
function judgingPriceOf(
  { judge, questions, heldOut }: JudgeLoad,
  { subjects, share }: { subjects: number; share: number },
  models: Record<string, ModelPrice>,
): JudgingPrice {
  const judged = questions > 1 ? subjects - 1 : subjects;
  const each = answersPriceOf(heldOut, models[judge]);
  return {
    judge,
    questions: Math.round(judged * heldOut.examples * share) * questions,
    amount: each === null ? null : each * share * judged,
  };
}
