/** Thinking before an answer: what a request may ask of a model, and what that takes from the tokens of the answer. */
import type { Thinking } from '../../catalog';
import { RpcError } from '../rpc/errors';
import type { BaseModel } from './context';

export interface ThinkingConfig {
  thinkingBudget?: number;
  thinkingLevel?: string;
  includeThoughts?: boolean;
}

/** Tokens per level: of this model's own making, since the small model does not think. */
const tokensOfLevel: Record<string, number> = { MINIMAL: 0, LOW: 128, MEDIUM: 512, HIGH: 2048 };
const mostTokens = tokensOfLevel['HIGH']!;

/**
 * Budgets that can be set, beside 0 where thinking can be turned off, and -1 for what the model sees fit.
 * Source: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/thinking, read on 2026-11-28.
 */
const budgets: Record<string, [least: number, most: number]> = {
  'gemini-2.5-flash-lite': [512, 24_576],
  'gemini-2.5-pro': [128, 32_768],
};
const anyBudget: [number, number] = [1, 24_576];

/**
 * Tokens that a model thinks before it answers. What is not asked for is the service's to choose, and has changed from
 * model to model: here it is the most, so that nobody comes to rely on less.
 * @throws RpcError INVALID_ARGUMENT in Vertex AI's own words.
 */
export function thoughtTokens(
  { id, thinking }: Pick<BaseModel, 'id' | 'thinking'>,
  config: ThinkingConfig = {},
): number {
  const { thinkingBudget: budget, includeThoughts } = config;
  const level = config.thinkingLevel === 'THINKING_LEVEL_UNSPECIFIED' ? undefined : config.thinkingLevel;
  if (!thinking) {
    if (budget === undefined && level === undefined && !includeThoughts) return 0;
    throw unable(
      'thinking is not configurable in this model; please remove the thinking_config setting and try it again',
    );
  }
  if (budget !== undefined && level !== undefined)
    throw new RpcError('INVALID_ARGUMENT', 'You can only set only one of thinking budget and thinking level.');
  const tokens = level !== undefined ? tokensAt(level, thinking) : tokensOf(budget, id, thinking);
  if (includeThoughts && tokens === 0)
    throw unable('Thinking_config.include_thoughts is only enabled when thinking is enabled');
  if (includeThoughts)
    throw new RpcError(
      'INVALID_ARGUMENT',
      'generation_config.thinking_config.include_thoughts: the local model has no thoughts to show.',
    );
  return tokens;
}

/** What is left of a limit for the answer; at its end a few tokens go unused, as has been seen of Gemini 2.5 Flash: 29 of 32. */
export function roomBeside(thoughts: number, maxOutputTokens: number): { thoughts: number; answer: number } {
  if (thoughts < maxOutputTokens) return { thoughts, answer: maxOutputTokens - thoughts };
  return { thoughts: Math.max(0, maxOutputTokens - 3), answer: 0 };
}

function tokensAt(level: string, thinking: Thinking): number {
  if ('budget' in thinking) throw unable('thinking_level is not supported by this model.');
  const isBelow = tokensOfLevel[level]! < tokensOfLevel[thinking.level]!;
  if (isBelow) throw new RpcError('INVALID_ARGUMENT', `Thinking level is unsupported: THINKING_LEVEL_${level}`);
  return tokensOfLevel[level]!;
}

function tokensOf(budget: number | undefined, id: string, thinking: Thinking): number {
  if (budget === undefined || budget === -1) return mostTokens;
  // From Gemini 3 a budget is taken for the sake of older callers, and held to loosely: nothing below a level is promised.
  if ('level' in thinking) return budget === 0 ? tokensOfLevel[thinking.level]! : mostTokens;
  if (budget === 0 && thinking.budget === 0) return 0;
  if (budget === 0)
    throw unable(
      "Thinking can't be disabled for this model. Remove 'thinking_config.thinking_budget' from your request and try again.",
    );
  const [least, most] = budgets[id] ?? anyBudget;
  if (budget >= least && budget <= most) return Math.min(budget, mostTokens);
  throw new RpcError(
    'INVALID_ARGUMENT',
    `The thinking budget (${budget}) is invalid. Please choose a value between ${least} and ${most}.`,
  );
}

const unable = (reason: string): RpcError =>
  new RpcError(
    'INVALID_ARGUMENT',
    `Unable to submit request because ${reason}. Learn more: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/gemini`,
  );
