/** Seven answers for the metrics of labels: of a, two of three are right; of b, one of three; of c, its one; one answer is no label. */
export const answers: [answer: string, label: string][] = [
  ['a', 'a'],
  [' a\n', 'a'],
  ['b', 'a'],
  ['b', 'b'],
  ['c', 'b'],
  ['I cannot say', 'b'],
  ['c', 'c'],
];
