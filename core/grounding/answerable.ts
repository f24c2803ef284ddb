/** Whether a question can be answered from a corpus at all. */

/** The share of a question's words that no passage of a corpus has, above which it is about something else: by `npm run bench -- grounding`. */
export const mostUnknown = 0.3;

/** @param unknown the share of the question's words that no passage has; NaN of a question without any */
export const isAnswerable = (unknown: number, found: number, most = mostUnknown): boolean =>
  found > 0 && unknown <= most;
