/** Naive rivals: answers that cost nothing, which every model is held against. In an evaluation they go by names of their own. */

const prefix = 'naive:';

/** What an evaluation calls a rival; no candidate can be called so. */
export const naiveSubject = (rival: string): string => prefix + rival;

/** Whether a subject of an evaluation is no model: it is measured like one, and can be neither a candidate nor deployed. */
export const isNaive = (subject: string): boolean => subject.startsWith(prefix);

/** Its name in words, without what marks it: "nearest", "most frequent". */
export const naiveTitle = (subject: string): string => subject.slice(prefix.length).replaceAll('-', ' ');

const phrases: Record<string, string> = {
  'most-frequent': 'the most frequent answer of training',
  'first-words': "the input's first words",
  nearest: "the nearest training example's answer",
  classifier: 'a linear classifier',
};

/** A subject of an evaluation as a sentence names it: "the nearest training example's answer (naive)"; a model by its id. */
export const inSentence = (subject: string): string =>
  isNaive(subject) ? `${phrases[subject.slice(prefix.length)] ?? naiveTitle(subject)} (naive)` : subject;

/** The same as a table's title: "nearest (naive)". */
export const subjectTitle = (subject: string): string =>
  isNaive(subject) ? `${naiveTitle(subject)} (naive)` : subject;
