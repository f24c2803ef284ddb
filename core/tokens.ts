/** How many tokens a text has, by estimate, and how many a base model reads. */
import type { BaseModel } from '../catalog';

/** What a catalog entry says of the length of an example; one that a run has frozen may be older than a fact. */
export type Length = Pick<BaseModel, 'tokensPerExample'> & Partial<Pick<BaseModel, 'contextTokens' | 'bytesPerToken'>>;

/** Prompt and answer together: what tuning reads of an example, and what the model has in mind when it is asked. */
export const mostTokens = ({ tokensPerExample, contextTokens = Infinity }: Length): number =>
  Math.min(tokensPerExample, contextTokens);

/** What an estimate goes by. */
export const bytesPerTokenOf = ({
  bytesPerToken = { ascii: 4, other: 4 },
}: Pick<Length, 'bytesPerToken'>): BaseModel['bytesPerToken'] => bytesPerToken;

/** What a bill goes by: of texts on average, not of the longest. */
export const tokenizingOf = ({
  tokenizing = { bytesPerToken: 4, tokensPerTurn: 0 },
}: Partial<Pick<BaseModel, 'tokenizing'>>): BaseModel['tokenizing'] => tokenizing;

/** Tokens of a text, by estimate: a fraction, so that those of its parts come to those of the whole. */
export function estimatedTokens(text: string, { ascii, other }: BaseModel['bytesPerToken']): number {
  let ofAscii = 0;
  let ofOthers = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) ofAscii += 1;
    // In UTF-8 a half of a surrogate pair is two of four bytes.
    else ofOthers += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
  }
  return ofAscii / ascii + ofOthers / other;
}

/**
 * Tokens, by estimate, as an expression over bytes and characters of a text and the bytes per token. Whatever is not ASCII has two
 * bytes or more a character: so many as twice those beyond the first, or all there are.
 */
export function tokensInSql(of: { bytes: string; characters: string; ascii: string; other: string }): string {
  const others = `LEAST(${of.bytes}, 2 * (${of.bytes} - ${of.characters}))`;
  return `CAST(CEIL((${of.bytes} - ${others}) / ${of.ascii} + ${others} / ${of.other}) AS INT64)`;
}

/** The same of a text that is at hand. */
export function estimateTokens(text: string, { ascii, other }: BaseModel['bytesPerToken']): number {
  const bytes = Buffer.byteLength(text);
  const others = Math.min(bytes, 2 * (bytes - Array.from(text).length));
  return Math.ceil((bytes - others) / ascii + others / other);
}
