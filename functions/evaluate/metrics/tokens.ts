/** Texts as the words that metrics compare. */

/** What Google's rouge_score takes for tokens, without stemming: lower-case runs of letters and digits, here of any script. */
export const tokens = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
