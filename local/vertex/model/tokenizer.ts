/** Byte-level BPE: text to token ids and back, with the tokens that open and close a turn. */

/** Ids below 256 are bytes; then these; then one id per merge, in the order the merges were learnt. */
export const special = { text: 256, system: 257, user: 258, model: 259, end: 260 } as const;
export const firstMerge = 261;

/**
 * Merges never cross these pieces: words with the space before them, single digits (so that an order number is copied
 * digit by digit), runs of marks, white space.
 */
export const pieces = /'(?:s|t|re|ve|m|ll|d)\b| ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s/gu;

export interface Tokenizer {
  /** Token ids of a text. Never a special id: text cannot open or close a turn. */
  encode: (text: string) => number[];
  /** The text of ids, specials left out; bytes that are no UTF-8 become U+FFFD. */
  decode: (ids: Iterable<number>) => string;
  /** The bytes that a token stands for; none of a special one. */
  bytesOf: (id: number) => Uint8Array;
}

/** A turn of a conversation. */
export interface Turn {
  role: 'system' | 'user' | 'model';
  text: string;
}

/** @param merges pairs of ids, most frequent first. */
export function createTokenizer(merges: [number, number][]): Tokenizer {
  const bytes: Uint8Array[] = Array.from({ length: firstMerge }, (_, id) =>
    id < 256 ? Uint8Array.of(id) : Uint8Array.of(),
  );
  const ranks = new Map<number, number>();
  merges.forEach(([left, right], rank) => {
    ranks.set(left * 65_536 + right, firstMerge + rank);
    bytes.push(Buffer.concat([bytes[left]!, bytes[right]!]));
  });
  const known = new Map<string, number[]>();

  function encodePiece(piece: string): number[] {
    const cached = known.get(piece);
    if (cached) return cached;
    const ids = [...Buffer.from(piece)];
    for (;;) {
      let best = Infinity;
      let place = -1;
      for (let i = 0; i + 1 < ids.length; i++) {
        const merged = ranks.get(ids[i]! * 65_536 + ids[i + 1]!);
        if (merged !== undefined && merged < best) [best, place] = [merged, i];
      }
      if (place < 0) break;
      ids.splice(place, 2, best);
    }
    if (known.size < 50_000 && piece.length < 64) known.set(piece, ids);
    return ids;
  }

  return {
    encode: (text) => (text.match(pieces) ?? []).flatMap(encodePiece),
    bytesOf: (id) => bytes[id] ?? Uint8Array.of(),
    decode: (ids) => Buffer.concat(Array.from(ids, (id) => bytes[id] ?? Uint8Array.of())).toString('utf8'),
  };
}

/** One turn: its role's mark, its text, the end mark. */
export function encodeTurn(tokenizer: Tokenizer, turn: Turn): number[] {
  return [special[turn.role], ...tokenizer.encode(turn.text.trim()), special.end];
}

/** The prompt that makes the model speak next: all turns, then the model's mark. */
export function encodePrompt(tokenizer: Tokenizer, turns: Turn[]): number[] {
  return [...turns.flatMap((turn) => encodeTurn(tokenizer, turn)), special.model];
}
