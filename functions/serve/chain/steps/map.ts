/** map: each part is asked about, a few side by side, and what was said of them is combined. */
import { atMost } from '../../../../core/at-most';
import { chunksOf } from '../../../../core/chunks';
import { bytesPerTokenOf, estimatedTokens } from '../../../../core/tokens';
import type { ChainQuestion } from '../../../../schemas/generated/types';
import type { FrozenModel } from '../../../shared/models/provider';
import { Waiter } from '../../../shared/stage/waiter';
import { StepTrouble } from '../failed';
import { itemsOf, type Value } from '../values';
import type { StepCall } from '../step-call';
import type { Perform } from './step';

export const map: Perform<'map'> = async ({ over, chunks, most, atOnce, ask: question, reduce }, call) => {
  const rates = bytesPerTokenOf(call.baseOf(question.model) as Parameters<typeof bytesPerTokenOf>[0]);
  const parts = chunks ? chunksOf(call.text(over), chunks, rates) : itemsOf(call.value(over));
  if (parts.length > most)
    throw new StepTrouble(400, `would ask about ${parts.length} parts, and asks about ${most} at most`, {
      fix: 'shorten what you send',
    });
  const said = await askedOf(parts, { question, within: 'part', atOnce }, call);
  return reduce ? combined(said, { reduce, atOnce, tokens: chunks?.tokens ?? Infinity }, call) : said;
};

interface Mapped {
  question: ChainQuestion;
  within: 'part' | 'parts';
  atOnce: number;
}

/** What was said of each; the first failure tells the others to stop. */
async function askedOf(parts: string[], { question, within, atOnce }: Mapped, call: StepCall) {
  const waiting = Waiter.asLongAs(call.signal);
  const hearing = { signal: waiting, span: call.span };
  return atMost(atOnce, parts, (part) =>
    call.ask(question, { generation: question.generation, within, part, hearing }).catch((error: Error) => {
      waiting.end(error);
      throw error;
    }),
  );
}

/** One text; where there are more than fit into a part, groups of them first, and these again. One alone needs no combining. */
async function combined(
  said: string[],
  { reduce, atOnce, tokens }: { reduce: ChainQuestion; atOnce: number; tokens: number },
  call: StepCall,
): Promise<Value> {
  let left = said;
  for (;;) {
    const groups = grouped(left, tokens, call.baseOf(reduce.model));
    const [only] = groups;
    if (!only || (groups.length === 1 && only.length === 1)) {
      const text = only?.[0] ?? '';
      if (text !== '') call.onText?.(text);
      return text;
    }
    const parts = groups.map((group) => group.join('\n\n'));
    const { generation } = reduce;
    if (groups.length === 1) return call.ask(reduce, { generation, within: 'parts', part: parts[0]!, hearing: call });
    left = await askedOf(parts, { question: reduce, within: 'parts', atOnce }, call);
  }
}

/** Two at least, so that each round leaves half of them. */
function grouped(texts: string[], tokens: number, base: FrozenModel): string[][] {
  const rates = bytesPerTokenOf(base as Parameters<typeof bytesPerTokenOf>[0]);
  const groups: string[][] = [];
  let room = 0;
  for (const text of texts) {
    const own = estimatedTokens(text, rates);
    const last = groups.at(-1);
    if (last && (last.length < 2 || own <= room)) {
      last.push(text);
      room -= own;
    } else {
      groups.push([text]);
      room = tokens - own;
    }
  }
  return groups;
}
