/** Asking within a conversation: with what was said before, as far as it fits, and kept for what will be said next. */
import type { Turn } from '../../../core/contents';
import { render } from '../../../core/prompt';
import { bytesPerTokenOf, estimateTokens } from '../../../core/tokens';
import type { PipelineSpec } from '../../../schemas/generated/types';
import { frozenModel, type Hearing } from '../../shared/models/provider';
import { exchange, type Asking, type Told } from '../asking/exchange';
import { fieldsFor, type ServedModel, type Serving } from '../asking/production-model';
import type { ServeDeps } from '../deps';
import { HttpProblem } from '../../shared/http/problem';
import {
  changeConversation,
  keyOfConversation,
  readConversation,
  type ConversationName,
  type FoundConversation,
} from './conversations';
import { fit, summaryTurns, turnsOf } from './fit';
import { withSummary, unexpired, withExchange, type KeptConversation, type Exchange, type Summary } from './record';
import { summarize } from './summary';

type HistorySpec = NonNullable<NonNullable<PipelineSpec['serving']>['history']>;

export interface ConversationAsking extends Asking {
  /** The caller's name of the conversation that it belongs to. */
  conversation?: string;
}

export interface ToldInConversation extends Told {
  /** `kept` is false of an answer that could not be kept, and of a refusal: what is asked next will not know of it. */
  conversation?: { id: string; turns: number; summarised: number; leftOut: number; kept: boolean };
}

/** As exchange; what is blocked, refused or no answer is not kept. @throws HttpProblem 400 also where nothing is kept of the pipeline */
export async function converse(
  serving: Serving,
  { conversation: id, ...asking }: ConversationAsking,
  hearing: Hearing,
  deps: ServeDeps,
): Promise<ToldInConversation> {
  if (id === undefined) return exchange(serving, asking, hearing, deps);
  const { control, production } = serving;
  const spec = specOf(control, production.pipeline);
  const name = { pipeline: production.pipeline, user: await deps.pseudonymOf(userOf(asking)), id };
  const now = deps.clock.now();
  const found = await readConversation(name, deps).catch(unreachable);
  const kept = unexpired(found.conversation, now, spec.days);
  const context = await contextOf(kept, spec, control, hearing, deps);
  const { turns, used } = context;
  const told = await exchange(
    serving,
    { ...asking, history: turns, conversation: JSON.stringify({ key: keyOfConversation(name), ...used }) },
    hearing,
    deps,
  );
  const said = { id: told.id, at: now.toISOString(), question: questionIn(asking, control), answer: told.text };
  const isKept = told.outcome !== 'refused' && (await keep(said, context, { name, spec, found }, deps));
  const { error: _, left_out: leftOut, ...counts } = used;
  return { ...told, conversation: { id, ...counts, leftOut, kept: isKept } };
}

/** Before anything is looked for: what cannot be in a conversation. @throws HttpProblem 400 */
export function checkConversation({ control, production }: Serving, asking: ConversationAsking): void {
  if (asking.conversation === undefined) return;
  specOf(control, production.pipeline);
  userOf(asking);
}

/** As its caller asked it: passages of a corpus are looked for anew each time, and a chain's steps are told what they are told. */
function questionIn({ input }: Asking, control: ServedModel): string {
  const { user, fields } = fieldsFor(control);
  return render(user, Object.fromEntries(fields.map((field) => [field, input[field]])));
}

/** What was said as the model is given it, and how much of it that is. */
interface Context {
  turns: Turn[];
  /** As the row has it. */
  used: { turns: number; summarised: number; left_out: number; error?: string };
  /** Made now: it takes the place of those that it was made of. */
  made?: { summary: Summary; older: Exchange[] };
}

/** With a summary half of the tokens are left to the newest, so that the next few questions need no other one. */
async function contextOf(
  kept: KeptConversation,
  { tokens, summary: asked }: HistorySpec,
  { configuration, deployment }: ServedModel,
  hearing: Hearing,
  deps: ServeDeps,
): Promise<Context> {
  const bytesPerToken = bytesPerTokenOf(frozenModel(configuration, deployment.base));
  const count = (text: string) => estimateTokens(text, bytesPerToken);
  const all = fit(kept, tokens, count);
  if (all.older.length === 0 || !asked) return contextFrom(all.recent, kept.summary, all.older.length);
  const { recent, older } = fit({ exchanges: kept.exchanges }, Math.floor(tokens / 2), count);
  // What is over is the summary, which was counted by another tokenizer.
  if (older.length === 0) return contextFrom(recent, undefined, kept.summary?.of ?? 0);
  try {
    const { model } = asked;
    const most = { model, tokens: Math.floor(tokens / 4) };
    const summary = await summarize({ before: kept.summary, older }, most, configuration, deps, hearing);
    return { ...contextFrom(recent, summary, 0), made: { summary, older } };
  } catch (error) {
    if (hearing.signal?.aborted) throw error;
    const { message } = error as Error;
    deps.log.warning(`older turns of a conversation are left out: ${message}`);
    const { turns, used } = contextFrom(all.recent, kept.summary, all.older.length);
    return { turns, used: { ...used, error: message } };
  }
}

const contextFrom = (recent: Exchange[], summary: Summary | undefined, leftOut: number): Context => ({
  turns: [...(summary ? summaryTurns(summary) : []), ...turnsOf(recent)],
  used: { turns: recent.length, summarised: summary?.of ?? 0, left_out: leftOut },
});

/** The answer was given: whoever asked is told of it, kept or not. */
async function keep(
  said: Exchange,
  { made }: Context,
  { name, spec, found }: { name: ConversationName; spec: HistorySpec; found: FoundConversation },
  deps: ServeDeps,
): Promise<boolean> {
  const change = (conversation: KeptConversation): KeptConversation => {
    const there = unexpired(conversation, deps.clock.now(), spec.days);
    return withExchange(made ? withSummary(there, made.older, made.summary) : there, said);
  };
  try {
    await changeConversation(name, found, change, deps);
    return true;
  } catch (error) {
    deps.log.error(`an answer could not be kept in its conversation: ${(error as Error).message}`);
    return false;
  }
}

function specOf({ configuration }: ServedModel, pipeline: string): HistorySpec {
  const { history } = configuration.pipeline.serving ?? {};
  if (history) return history;
  throw new HttpProblem(
    400,
    `${pipeline} keeps no conversations`,
    'leave "conversation" out, or deploy a run whose pipeline.yaml says serving: { history: { days: 30 } }',
    { param: 'conversation' },
  );
}

function userOf({ user, history }: ConversationAsking): string {
  const param = { param: 'conversation' };
  if (history?.length)
    throw new HttpProblem(400, 'what was said before stands in the conversation', 'send the question alone', param);
  if (user === undefined)
    throw new HttpProblem(400, 'a conversation is somebody’s, and nobody is named', 'send "user" with it', param);
  return user;
}

function unreachable(cause: unknown): never {
  throw new HttpProblem(503, 'the conversation could not be read', 'ask again in a moment', { cause });
}
