/** Labels said against labels wanted: the counts behind precision, recall and F1. */
import type { Counting, Metric, MetricDefinition, MetricKind, Statistics } from './metric';

/** How often each label was said where another was wanted: by the wanted one, then by the said one. */
export type ConfusionMatrix = Map<string, Map<string, number>>;

/** What is right and wrong about one class. */
export interface ClassCounts {
  label: string;
  /** Answers that should have been this label. */
  support: number;
  /** Answers that are. */
  said: number;
  /** Answers that are and should have been. */
  right: number;
}

/** The label of a text is the text, white space around it aside. */
const labelOf = (text: string): string => text.trim();

/** @param pairs the label that was said, and the one that was wanted */
export function confusionMatrix(pairs: Statistics[]): ConfusionMatrix {
  const matrix: ConfusionMatrix = new Map();
  for (const [said, wanted] of pairs as [string, string][]) {
    const row = matrix.get(wanted) ?? new Map<string, number>();
    row.set(said, (row.get(said) ?? 0) + 1);
    matrix.set(wanted, row);
  }
  return matrix;
}

/** Of each label that was wanted at least once, in order of name. */
export function classesOf(matrix: ConfusionMatrix): ClassCounts[] {
  const said = new Map<string, number>();
  for (const row of matrix.values()) for (const [label, count] of row) said.set(label, (said.get(label) ?? 0) + count);
  return [...matrix.keys()].toSorted().map((label) => {
    const row = matrix.get(label)!;
    const support = [...row.values()].reduce((sum, count) => sum + count, 0);
    return { label, support, said: said.get(label) ?? 0, right: row.get(label) ?? 0 };
  });
}

/** Each is 0 where there is nothing to divide by: zero_division=0 of scikit-learn, and its default but for a warning. */
export const precisionOf = ({ right, said }: ClassCounts): number => (said === 0 ? 0 : right / said);
export const recallOf = ({ right, support }: ClassCounts): number => (support === 0 ? 0 : right / support);
export const f1Of = ({ right, said, support }: ClassCounts): number =>
  said + support === 0 ? 0 : (2 * right) / (said + support);

export const classDefinition: Omit<MetricDefinition, 'title'> = {
  unit: 'share',
  better: 'higher',
  range: [0, 1],
  scale: 'right or wrong',
  source: 'van Rijsbergen 1979; scikit-learn, zero_division=0',
};

/**
 * A metric of labels: of one answer whether it is the label wanted, of all what `value` makes of the classes. Of several references
 * the one that was said is taken for the label, else the first.
 */
export const createOfClasses = (value: (classes: ClassCounts[]) => number): ReturnType<MetricKind<object>['create']> =>
  ofCounts((pairs) => counting([...new Set(pairs.map(([, wanted]) => wanted as string))].toSorted(), value));

/** Whether an answer is the label wanted, of all what is made of the counts. */
const ofCounts = (countingOf: NonNullable<Metric['counting']>): ReturnType<MetricKind<object>['create']> => ({
  measure: measureLabel,
  counting: countingOf,
  overall: (pairs) => {
    const { size, placesOf, value } = countingOf(pairs);
    const counts = new Float64Array(size);
    for (const pair of pairs) for (const place of placesOf(pair)) counts[place]! += 1;
    return value(counts);
  },
});

export const measureLabel: Metric['measure'] = (answer, references) => {
  const [said, labels] = [labelOf(answer), references.map(labelOf)];
  const isRight = labels.includes(said);
  return { score: isRight ? 1 : 0, statistics: [said, isRight ? said : labels[0]!] };
};

/** Three counts of each label: support, said and right. `value` is told of the labels that are wanted at least once. */
function counting(labels: string[], value: (classes: ClassCounts[]) => number): Counting {
  const placeOf = new Map(labels.map((label, place) => [label, 3 * place]));
  return {
    size: 3 * labels.length,
    placesOf: ([said, wanted]) => {
      const [ofSaid, ofWanted] = [said, wanted].map((label) => placeOf.get(label as string));
      return [
        ...(ofWanted === undefined ? [] : [ofWanted]),
        ...(ofSaid === undefined ? [] : [ofSaid + 1]),
        ...(ofSaid !== undefined && ofSaid === ofWanted ? [ofSaid + 2] : []),
      ];
    },
    // Asked tens of thousands of times for one comparison.
    value: (counts) => {
      const classes: ClassCounts[] = [];
      for (let place = 0; place < labels.length; place++) {
        const support = counts[3 * place]!;
        if (support === 0) continue;
        classes.push({ label: labels[place]!, support, said: counts[3 * place + 1]!, right: counts[3 * place + 2]! });
      }
      return value(classes);
    },
  };
}

/** A metric of one class, which the option `label` names. */
export const ofOneClass = (title: string, value: (counts: ClassCounts) => number): MetricKind<{ label: string }> => ({
  title,
  ...classDefinition,
  options: ['label'],
  needs: ['label'],
  create: ({ label: named }) => {
    const label = labelOf(named);
    return ofCounts(() => counting([label], ([counts = { label, support: 0, said: 0, right: 0 }]) => value(counts)));
  },
});
