/** What a run has trained and asked: examples and tokens of each candidate, in its own prompt and as its base counts them. */
import type { BaseModel } from '../catalog';
import type { Configuration } from '../schemas/generated/types';
import { candidatesOf, isPreference, promptsOf } from './candidates';
import { epochsAt } from './search/halving';
import { searchOf } from './search/rungs';
import { metricsOf } from './metrics';
import type { Prompt } from './prompt';
import { ratioFor, type TokenRatio } from './token-ratios';
import { tokenizingOf } from './tokens';

/** Examples of one split in one prompt, and their tokens. */
export interface Amount {
  examples: number;
  promptTokens: number;
  targetTokens: number;
}

type Split = 'train' | 'evaluation';

/** Of pairs of answers each is an example of its own, with the prompt once more: so they are read, and billed. */
type SplitCounts = Record<Split, Amount> & { pairs?: Amount };

/** As transform counts them, a token for each four bytes of a text; by the digest of the prompt. */
export type Counts = Map<string, SplitCounts>;

/** A candidate, and all that it is trained on and asked. */
export interface Load {
  id: string;
  kind: 'tuned' | 'prompted';
  base: string;
  /** Of all its jobs; 0 where nothing is tuned. */
  epochs: number;
  /** By a search: it is asked nothing. */
  isStopped?: true;
  /** Of one epoch. */
  training: Amount;
  /** With all that stands before each question; absent while it is not known. */
  heldOut?: Amount;
}

/** What a judge is asked about the answers of one subject to all held-out examples. */
export interface JudgeLoad {
  judge: string;
  /** Questions about each answer. */
  questions: number;
  heldOut: Amount;
}

export interface Workload {
  candidates: Load[];
  /** The untuned base of the first, which all are compared with, in the prompt of training; absent while what is held out is not known. */
  base?: Required<Pick<Load, 'base' | 'heldOut'>>;
  /** One for each metric of a judge. */
  judges: JudgeLoad[];
}

type Planned = Pick<Configuration, 'candidates' | 'prompt' | 'prompts' | 'baseModels' | 'pipeline'>;

export function tokenCountsOf({ promptDigest, statistics, variants = [], preference }: CountedCard): Counts {
  const amount = (split: Split, promptTokens?: number): Amount => {
    const found = statistics.find((each) => each.split === split);
    return {
      examples: found?.examples ?? 0,
      promptTokens: promptTokens ?? found?.promptTokens.total ?? 0,
      targetTokens: found?.targetTokens.total ?? 0,
    };
  };
  const pairs = (promptTokens?: number): { pairs?: Amount } => {
    if (!preference) return {};
    const { train, promptTokens: own, answerTokens } = preference;
    return { pairs: { examples: 2 * train, promptTokens: 2 * (promptTokens ?? own), targetTokens: answerTokens } };
  };
  return new Map([
    [promptDigest, { train: amount('train'), evaluation: amount('evaluation'), ...pairs() }],
    ...variants.map(({ promptDigest: digest, promptTokens, preference: own }): [string, SplitCounts] => [
      digest,
      {
        train: amount('train', promptTokens['train']),
        evaluation: amount('evaluation', promptTokens['evaluation']),
        ...pairs(own?.promptTokens),
      },
    ]),
  ]);
}

/** As much of a card as tells its tokens. */
interface CountedCard {
  promptDigest: string;
  statistics: { split: string; examples: number; promptTokens: { total: number }; targetTokens: { total: number } }[];
  variants?: {
    promptDigest: string;
    promptTokens: Partial<Record<string, number>>;
    preference?: { promptTokens: number };
  }[];
  preference?: { train: number; promptTokens: number; answerTokens: number };
}

/**
 * A prompt that the counts do not know, as of a version made before it was written, is taken to be as long as that of training.
 * @param ratios what the bases' own tokenizers make of the counts; a base without one is taken for what the catalog says of it
 */
export function workloadOf(configuration: Planned, counts: Counts, ratios: TokenRatio[] = []): Workload {
  const prompts = promptsOf(configuration);
  const main = prompts.get(configuration.pipeline.training.prompt)!;
  const countedIn = (prompt: Prompt) =>
    counts.get(prompt.digest) ?? counts.get(main.digest) ?? [...counts.values()][0]!;
  const tokensOf = (base: string, prompt: Prompt, counted: Amount, ratio?: Pick<TokenRatio, 'prompt' | 'target'>) => {
    if (ratio) return asMeasured(counted, ratio);
    return asTokenized(counted, prompt, configuration.baseModels[base] as Partial<BaseModel> | undefined);
  };
  const inTokensOf = (base: string, prompt: Prompt, split: Split) =>
    tokensOf(base, prompt, countedIn(prompt)[split], ratioFor(ratios, base, prompt));
  const pairsInTokensOf = (base: string, prompt: Prompt): Amount => {
    const { train, pairs = twice(train) } = countedIn(prompt);
    const ratio = ratioFor(ratios, base, prompt);
    const amount = tokensOf(base, prompt, pairs, ratio?.pairs ?? ratio);
    return { ...amount, examples: amount.examples / 2 };
  };
  const loads = candidatesOf(configuration).map((candidate): Load => {
    const { id, base } = candidate;
    const prompt = prompts.get(candidate.prompt) ?? main;
    const [targets, heldOut] = [inTokensOf(base, prompt, 'train'), inTokensOf(base, prompt, 'evaluation')];
    const training = candidate.kind === 'tuned' && isPreference(candidate) ? pairsInTokensOf(base, prompt) : targets;
    if (candidate.kind === 'tuned')
      return { id, kind: 'tuned', base, epochs: candidate.epochs, training, ...(heldOut.examples > 0 && { heldOut }) };
    const before = withShots(heldOut, training, candidate.examples);
    return { id, kind: 'prompted', base, epochs: 0, training, ...(heldOut.examples > 0 && { heldOut: before }) };
  });
  const candidates = searched(loads, configuration);
  const [{ base }] = candidates as [Load];
  const heldOut = inTokensOf(base, main, 'evaluation');
  if (heldOut.examples === 0) return { candidates, judges: [] };
  const judges = judgesOf(configuration, (judge) => inTokensOf(judge, main, 'evaluation'));
  return { candidates, base: { base, heldOut }, judges };
}

/**
 * Who goes on in a search is not known before: it costs the most where the dearest do. Then all together are billed for no more
 * than this, and for just this where they cost alike.
 */
function searched(loads: Load[], configuration: Planned): Load[] {
  const rungs = searchOf(configuration).filter((rung) => rung !== undefined);
  const last = rungs.at(-1);
  if (!last) return loads;
  const priceOf = ({ base, training }: Load) => {
    const { price } = (configuration.baseModels[base] ?? {}) as Partial<BaseModel>;
    return (training.promptTokens + training.targetTokens) * (price?.training ?? 0);
  };
  const dearest = loads.filter(({ kind }) => kind === 'tuned').toSorted((a, b) => priceOf(b) - priceOf(a));
  return loads.map((load) => {
    const place = dearest.indexOf(load);
    if (place < 0) return load;
    return { ...load, epochs: epochsAt(rungs, place), ...(place >= last.candidates && { isStopped: true }) };
  });
}

/** Pairs that nobody has counted yet: as if every example had a rejected answer as long as its target. */
const twice = ({ examples, promptTokens, targetTokens }: Amount): Amount => ({
  examples: 2 * examples,
  promptTokens: 2 * promptTokens,
  targetTokens: 2 * targetTokens,
});

const asMeasured = (
  { examples, promptTokens, targetTokens }: Amount,
  ratio: Pick<TokenRatio, 'prompt' | 'target'>,
): Amount => ({
  examples,
  promptTokens: Math.round(promptTokens * ratio.prompt),
  targetTokens: Math.round(targetTokens * ratio.target),
});

/** Bytes that a text's last token of four lacks, on average. */
const roundedUp = 1.5;

/** Counted in fours, each text rounded up: counted anew as the base's tokenizer does on average, with its marks around each turn. */
function asTokenized(counted: Amount, { system }: Pick<Prompt, 'system'>, model: Partial<BaseModel> = {}): Amount {
  const { bytesPerToken, tokensPerTurn } = tokenizingOf(model);
  const { examples, promptTokens, targetTokens } = counted;
  const tokens = (fours: number, turns: number) =>
    Math.round(
      Math.max(0, 4 * fours - roundedUp * turns * examples) / bytesPerToken + tokensPerTurn * turns * examples,
    );
  return { examples, promptTokens: tokens(promptTokens, system ? 2 : 1), targetTokens: tokens(targetTokens, 1) };
}

/** Each question with so many average training examples before it. */
function withShots(heldOut: Amount, training: Amount, count: number): Amount {
  if (count === 0 || training.examples === 0) return heldOut;
  const each = (training.promptTokens + training.targetTokens) / training.examples;
  return { ...heldOut, promptTokens: Math.round(heldOut.promptTokens + heldOut.examples * count * each) };
}

/** What a judge says is one JSON object. */
const judgementTokens = 12;

function judgesOf({ pipeline }: Planned, heldOutOf: (judge: string) => Amount): JudgeLoad[] {
  return metricsOf(pipeline.evaluation.metrics).flatMap(({ judged }) => {
    if (!judged) return [];
    const { examples, promptTokens, targetTokens } = heldOutOf(judged.judge);
    const empty = judged.questions({ prompt: '', references: [''], answer: '', rival: '' });
    const frame = empty.reduce((sum, { system = '', turns }) => sum + (system.length + turns[0]!.text.length) / 4, 0);
    const answers = judged.over === undefined ? 1 : 2;
    // The question, what would have been right, and the answers, which are taken to be as long.
    const asked = empty.length * (promptTokens + (1 + answers) * targetTokens) + examples * frame;
    const said = examples * empty.length * judgementTokens;
    const heldOut = { examples, promptTokens: Math.round(asked), targetTokens: said };
    return [{ judge: judged.judge, questions: empty.length, heldOut }];
  });
}
