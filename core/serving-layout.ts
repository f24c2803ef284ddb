/** Where what serve remembers lies in its own bucket, which holds nothing that cannot be lost. */

/** Answers to requests that had a key of idempotency, for a day. */
export const keptAnswersFolder = 'answers';

/** @param key what the caller's key was digested to: a name of an object is no place for what somebody sends */
export const keptAnswerPath = (key: string): string => `${keptAnswersFolder}/${key}.json`;
