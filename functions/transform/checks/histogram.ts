/** Examples counted by what they are like. */

export const features = ['label', 'language', 'promptLength', 'targetLength'] as const;

export type Feature = (typeof features)[number];

export interface HistogramRow {
  split: 'train' | 'evaluation' | 'validation';
  feature: Feature;
  value: string;
  count_examples: number;
}

/** Examples by value of a feature, the most frequent first; of one split, or of all. */
export function countsOf(rows: HistogramRow[], feature: Feature, split?: string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    if (row.feature !== feature || (split !== undefined && row.split !== split)) continue;
    counts.set(row.value, (counts.get(row.value) ?? 0) + row.count_examples);
  }
  return Object.fromEntries([...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

export const total = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
