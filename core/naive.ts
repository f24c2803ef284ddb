/** Naive rivals: answers that cost nothing, which every model is held against. In an evaluation they go by names of their own. */

const prefix = 'naive:';

/** What an evaluation calls a rival; no candidate can be called so. */
export const naiveSubject = (rival: string): string => prefix + rival;

/** Whether a subject of an evaluation is no model: it is measured like one, and can be neither a candidate nor deployed. */
export const isNaive = (subject: string): boolean => subject.startsWith(prefix);

/** Its name in words, without what marks it: "nearest", "most frequent". */
export const naiveTitle = (subject: string): string => subject.slice(prefix.length).replaceAll('-', ' ');
