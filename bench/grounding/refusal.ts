/** What is refused as not in the sources: of questions that have an answer there, and of those that have none. */
import { isAnswerable, mostUnknown } from '../../core/grounding/answerable';
import { shareInterval } from '../../core/verdict/share-interval';
import type { Figure } from '../figure';
import { isAnswerableHere } from './questions';
import type { Asked } from './retrieval';

const thresholds = [0, 0.15, 0.2, 0.25, 0.3, 0.34, 0.5];

export function refusalFigures(all: Asked[]): Figure[] {
  const [having, lacking] = [true, false].map((is) => all.filter(({ question }) => isAnswerableHere(question) === is));
  const shipped = [
    share('refused though the answer is there', having!, ({ grounding }) => !grounding.isInSources),
    share('answered though it is not', lacking!, ({ grounding }) => grounding.isInSources),
  ];
  const others = thresholds.map((threshold) => {
    const passes = ({ rows }: Asked) => isAnswerable(rows[0]?.unknown ?? 1, rows.length, threshold);
    const [refused, answered] = [having!.filter((one) => !passes(one)), lacking!.filter(passes)];
    return {
      name: `both errors, refused above ${threshold} unknown${threshold === mostUnknown ? ' (shipped)' : ''}`,
      value: refused.length / having!.length + answered.length / lacking!.length,
      unit: `${refused.length} of ${having!.length} refused, ${answered.length} of ${lacking!.length} answered`,
    };
  });
  return [...shipped, ...others];
}

export function share<T>(name: string, all: readonly T[], is: (one: T) => boolean): Figure {
  const count = all.filter(is).length;
  const [low, high] = shareInterval(count, all.length, 0.95).map((end) => end.toFixed(3));
  return { name, value: count / all.length, unit: `${count} of ${all.length}, 95 % from ${low} to ${high}` };
}
