/** How many tokens the models' own tokenizers make of a version's examples, told by a sample: a bill goes by them, not by bytes. */
import { atMost } from '../../../core/at-most';
import { pairRatioOf, ratioOf, tokenizedPairs, type TokenRatio } from '../../../core/token-ratios';
import { exampleTurns, type ModelRequest, type Turn } from '../../../core/contents';
import type { Prompt } from '../../../core/prompt';
import { preferenceCandidates, variantsOf } from '../../../core/candidates';
import { frozenModel } from '../../shared/models/provider';
import type { TransformContext } from '../context';
import { examplesText, fours, lengthSlots } from '../version/text-lengths';

interface Texts {
  system_prompt: string | null;
  user_prompt: string;
}

interface TokenRow extends Texts {
  key: string;
  /** Turns as JSON. */
  history: string | null;
  target: string;
  /** Of a pair. */
  rejected: string | null;
  variants: Texts[];
}

const atOnce = 8;

/** Examples that are counted, of all bases and prompts together, each by two calls: as many as a provider takes in a minute. */
const mostCounted = 1200;

/**
 * For each base and prompt that tokens are paid for, in the order of the candidates; none where the provider does not count, or
 * cannot be asked now, which is no reason to end a run: it goes on by what the catalog says of the base's tokenizer.
 */
export async function findTokenRatios(dataset: string, context: TransformContext): Promise<TokenRatio[]> {
  const { configuration, deps, steps, log, signal } = context;
  const counted = tokenizedPairs(configuration).flatMap(({ base, prompt }) => {
    const model = frozenModel(configuration, base);
    const { count } = deps.countingOf(model);
    return count ? [{ model, prompt, count }] : [];
  });
  if (counted.length === 0) return [];
  const { text_bytes } = lengthSlots(configuration);
  const chosen = await steps.rows<TokenRow>('tokens', { file: 'looks/tokens.sql', slots: { dataset, text_bytes } });
  if (chosen.length === 0) return [];
  // In the order of a hash: the first of them are chosen as evenly as all.
  const rows = chosen.slice(0, Math.ceil(mostCounted / counted.length));
  const variants = variantsOf(configuration);
  const ratios: TokenRatio[] = [];
  for (const { model, prompt, count } of counted) {
    const base = model.id;
    const isInPairs = preferenceCandidates(configuration).some((each) => each.base === base);
    const textsOf = (row: TokenRow) => row.variants[placeOf(prompt, variants)] ?? row;
    try {
      const counts = await atMost(atOnce, rows, async (row) => {
        signal.throwIfAborted();
        const request = questionOf(prompt, textsOf(row), row);
        const asked = await count(model, request);
        const answered = async (text: string) => {
          const answer: Turn = { role: 'model', text };
          return (await count(model, { ...request, turns: [...request.turns, answer] })) - asked;
        };
        const rejected = isInPairs && row.rejected ? await answered(row.rejected) : undefined;
        return { asked, answered: await answered(row.target), ...(rejected !== undefined && { rejected }) };
      });
      const samples = rows.map((row, place) => {
        const { asked, answered } = counts[place]!;
        return { asked, answered, prompt: foursOfPrompt(prompt, textsOf(row), row), target: fours(row.target) };
      });
      const inPairs = samples.flatMap((sample, place) => {
        const { rejected } = counts[place]!;
        if (rejected === undefined) return [];
        const target = sample.target + fours(rows[place]!.rejected);
        return [{ ...sample, answered: sample.answered + rejected, target }];
      });
      const ratio = { ...ratioOf(samples), ...pairRatioOf(inPairs) };
      if (!(ratio.prompt > 0 && ratio.target > 0)) throw new Error('its tokenizer makes no tokens of them');
      ratios.push({ base, promptDigest: prompt.digest, ...ratio });
    } catch (error) {
      signal.throwIfAborted();
      log.warning(`the tokens of ${base} are estimated by the catalog: ${(error as Error).message}`, { base });
    }
  }
  return ratios;
}

/** −1 is the prompt of training, which is in the row itself. */
const placeOf = ({ digest }: Prompt, variants: Prompt[]): number =>
  variants.findIndex((variant) => variant.digest === digest);

function questionOf(prompt: Prompt, { system_prompt: system, user_prompt: text }: Texts, row: TokenRow): ModelRequest {
  const history = (row.history ? JSON.parse(row.history) : []) as Turn[];
  const question: Turn = { role: 'user', text };
  return { ...(system && { system }), turns: [...exampleTurns(prompt), ...history, question] };
}

const foursOfPrompt = (prompt: Prompt, texts: Texts, { history }: TokenRow): number =>
  fours(texts.system_prompt) + fours(examplesText(prompt)) + fours(history) + fours(texts.user_prompt);
