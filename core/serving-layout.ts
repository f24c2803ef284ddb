/** Where what serve remembers lies in its own bucket. */

/** The key that pseudonyms are made with; written once. Without it nobody is found again by their name. */
export const pseudonymKeyPath = 'pseudonym-key.json';

/** Answers to requests that had a key of idempotency, for a day. */
export const keptAnswersFolder = 'answers';

/** Of somebody, by their pseudonym. */
export const keptAnswersPrefix = (user: string): string => `${keptAnswersFolder}/${user}/`;

/**
 * @param key what the caller's key was digested to: a name of an object is no place for what somebody sends
 * @param user pseudonym of whom it is for; undefined of nobody that is named
 */
export const keptAnswerPath = (key: string, user?: string): string =>
  user === undefined ? `${keptAnswersFolder}/${key}.json` : `${keptAnswersPrefix(user)}${key}.json`;

/** What was said in conversations. */
export const conversationsFolder = 'conversations';

/** Of somebody, in every pipeline. @param user their pseudonym */
export const conversationsPrefix = (user: string): string => `${conversationsFolder}/${user}/`;

/** With what the names of a pipeline's conversations end: how long they are kept is the pipeline's to say. */
export const conversationsEnding = (pipeline: string): string => `.${pipeline}.json`;

/** @param conversation what the caller's name of it was digested to */
export const conversationPath = (user: string, pipeline: string, conversation: string): string =>
  `${conversationsPrefix(user)}${conversation}${conversationsEnding(pipeline)}`;
