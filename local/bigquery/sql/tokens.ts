/** The tokens of a query whose literals are set aside, for what must be known of a text before it is parsed. */

export interface Token {
  kind: 'word' | 'number' | 'literal' | 'name' | 'symbol';
  /** Words in capitals, everything else as it is written. */
  text: string;
  /** Offsets in the text. */
  start: number;
  end: number;
}

/** What is put into a text between its tokens. */
export interface Insertion {
  /** An offset in the text. */
  at: number;
  text: string;
}

const pattern =
  /(?<space>\s+|#[^\n]*|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<literal>'[^']*')|(?<name>`[^`]*`?)|(?<number>(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\w*)|(?<word>@{0,2}[\p{L}_][\p{L}\p{N}_]*)|(?<symbol><=|>=|<>|!=|<<|>>|\|\||\|>|=>|[\s\S])/gu;

/** @param masked as string-literals.ts leaves it: every literal between simple quotes */
export function tokensOf(masked: string): Token[] {
  return [...masked.matchAll(pattern)].flatMap(({ groups, index, 0: whole }) => {
    const kind = Object.keys(groups!).find((key) => groups![key] !== undefined) as Token['kind'] | 'space';
    if (kind === 'space') return [];
    return [{ kind, text: kind === 'word' ? whole.toUpperCase() : whole, start: index, end: index + whole.length }];
  });
}
