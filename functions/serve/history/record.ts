/** What is kept of a conversation, and what of it is still to be known. */

/** A question and its answer, which belong together: neither is kept, used or left out without the other. */
export interface Exchange {
  /** Of the answer. */
  id: string;
  /** ISO 8601. */
  at: string;
  /** As the model was asked. */
  question: string;
  answer: string;
}

/** Exchanges in short, which are not kept any more. */
export interface Summary {
  text: string;
  /** How many there were. */
  of: number;
  /** When the first of them was made, ISO 8601. */
  since: string;
}

export interface KeptConversation {
  summary?: Summary;
  /** The oldest first. */
  exchanges: Exchange[];
}

export const nothingSaid: KeptConversation = { exchanges: [] };

/** A conversation is nobody's archive: without a summary, what does not fit is never asked for again. */
const mostExchanges = 1000;

/** Without what is older than so many days; a summary goes with the oldest that is in it. */
export function unexpired({ summary, exchanges }: KeptConversation, now: Date, days: number): KeptConversation {
  const isKept = (at: string) => now.getTime() - Date.parse(at) < days * 24 * 60 * 60 * 1000;
  return {
    ...(summary && isKept(summary.since) && { summary }),
    exchanges: exchanges.filter(({ at }) => isKept(at)),
  };
}

/** With one more; the same one again changes nothing. */
export const withExchange = ({ exchanges, ...others }: KeptConversation, one: Exchange): KeptConversation => ({
  ...others,
  exchanges: [...exchanges.filter(({ id }) => id !== one.id), one].slice(-mostExchanges),
});

/** With a summary in place of those that it was made of; as it was where another request has summarised some of them already. */
export function withSummary(conversation: KeptConversation, older: Exchange[], summary: Summary): KeptConversation {
  const { exchanges } = conversation;
  if (older.some(({ id }, at) => exchanges[at]?.id !== id)) return conversation;
  return { summary, exchanges: exchanges.slice(older.length) };
}
