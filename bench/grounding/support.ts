/** Which sentences are borne out: answers beside the passage that says so, beside others, and with another number in them. */
import { enoughShared, supportIn } from '../../core/grounding/support';
import { isGsUri } from '../../core/gs-uri';
import type { GroundingDeps } from '../../functions/shared/grounding/grounding';
import type { CorpusState } from '../../schemas/generated/types';
import type { Figure } from '../figure';
import { share } from './refusal';
import { relevance, type AskedAnswerable } from './retrieval';

const thresholds = [0.4, 0.5, 0.6, 0.7, 0.8];

interface Case {
  sentence: string;
  text: string;
  heading: string;
}

export function supportFigures(asked: AskedAnswerable[], state: CorpusState): Figure[] {
  const { languages } = state.configuration.corpus;
  const isRelevant = relevance(state);
  const cases = (wanted: boolean, sentenceOf: (answer: string) => string | undefined): Case[] =>
    asked.flatMap(({ question, rows }) => {
      const sentence = sentenceOf(question.answer);
      const some = rows.filter((row) => isRelevant(question, row) === wanted).slice(0, wanted ? 1 : 5);
      return sentence === undefined
        ? []
        : some.map(({ text, heading }) => ({ sentence, text, heading: heading ?? '' }));
    });
  const own = cases(true, (answer) => answer);
  const others = cases(false, (answer) => answer);
  const changed = cases(true, withAnotherNumber);
  const passes = ({ sentence, ...passage }: Case, threshold: number) => {
    const support = supportIn(sentence, passage, languages);
    return support !== undefined && !support.lacksNumber && support.share >= threshold;
  };
  const at = (threshold: number) => (one: Case) => passes(one, threshold);
  return [
    share('marked though its passage says so', own, (one) => !passes(one, enoughShared)),
    share('borne out by a passage that says something else', others, at(enoughShared)),
    share('borne out though a number was changed', changed, at(enoughShared)),
    ...thresholds.map((threshold) => ({
      name: `both errors, ${threshold} of the words together${threshold === enoughShared ? ' (shipped)' : ''}`,
      value:
        own.filter((one) => !passes(one, threshold)).length / own.length +
        others.filter(at(threshold)).length / others.length,
      unit: `${own.filter((one) => !passes(one, threshold)).length} of ${own.length} marked, ${others.filter(at(threshold)).length} of ${others.length} borne out`,
    })),
  ];
}

/** The same with its first number a half more; undefined without one. */
function withAnotherNumber(answer: string): string | undefined {
  const changed = answer.replace(/\d+/, (digits) => String(Math.ceil(Number(digits) * 1.5) + 1));
  return changed === answer ? undefined : changed;
}

/** Every citation of the answers and of the passages found, held against the bytes that it names. */
export async function citationFigure(
  asked: AskedAnswerable[],
  { objects }: Pick<GroundingDeps, 'objects'>,
): Promise<Figure> {
  const cited = asked.flatMap(({ grounding, question }) => [
    ...grounding.passages.map(({ citation }) => citation),
    ...grounding.citationsOf(question.answer).flatMap(({ citations }) => citations),
  ]);
  const known = new Map<string, Buffer>();
  for (const { object } of cited)
    if (isGsUri(object) && !known.has(object)) known.set(object, Buffer.from((await objects.read(object))?.text ?? ''));
  const figure = share('citations that are byte for byte what they name', cited, ({ object, start, end, quote }) =>
    known.get(object)!.subarray(start, end).equals(Buffer.from(quote)),
  );
  return { ...figure, ...(figure.value < 1 && { problem: 'a citation names other bytes' }) };
}
