/** What no field may be, whatever its row schema says: blank where required, oversized, or text that no warehouse keeps. */
import { isOwnName } from '../../core/column-names';
import type { Row, RowSchema } from '../../core/row-schema';
import { thousands } from '../../core/wording';

/** Text that no warehouse keeps: which of it the rows may hold, looked for once in the bytes of many. */
export interface UnstorableText {
  /** NUL characters. */
  nul: boolean;
  /** Halves of characters: surrogates that stand alone. */
  halves: boolean;
}

/** Where nobody has looked. */
const everything: UnstorableText = { nul: true, halves: true };

/** Lists and objects are looked into this deep; the warehouse ends at 500 levels, JSON.parse near ten thousand. */
const deepest = 100;

export function createFieldCheck({
  rowSchema,
  maxFieldCharacters,
}: {
  rowSchema: RowSchema;
  maxFieldCharacters: number;
}): (row: Row, mayHold?: UnstorableText) => string[] {
  const required = new Set(rowSchema.required);

  const checkText = (text: string, path: string, { nul, halves }: UnstorableText, found: string[]) => {
    if (text.length > maxFieldCharacters) {
      const limit = thousands(maxFieldCharacters);
      found.push(`${path} is longer than ${limit} characters (${text.length})`);
    }
    if (nul && text.includes('\0')) found.push(`${path} holds a NUL character`);
    if (halves && /\p{Surrogate}/u.test(text)) found.push(`${path} holds half a character`);
  };

  const checkInside = (value: object, path: string, mayHold: UnstorableText, found: string[], depth: number) => {
    if (depth > deepest) {
      found.push(`${path.split('.')[0]} is nested more than ${deepest} levels deep`);
      return;
    }
    for (const [name, inner] of Object.entries(value)) {
      if (found.length > 10) return;
      if (typeof inner === 'string') checkText(inner, `${path}.${name}`, mayHold, found);
      else if (typeof inner === 'object' && inner !== null)
        checkInside(inner as object, `${path}.${name}`, mayHold, found, depth + 1);
    }
  };

  return (row, mayHold = everything) => {
    const found: string[] = [];
    for (const name in row) {
      const value = row[name];
      if (name.charCodeAt(0) === 95 && isOwnName(name)) found.push(`${name} is a name that Landfall keeps for itself`);
      if (typeof value === 'string') {
        if (value.length > maxFieldCharacters || mayHold.nul || mayHold.halves) checkText(value, name, mayHold, found);
        if (mayBeBlank(value) && required.has(name) && value.trim() === '')
          found.push(value === '' ? `${name} is empty` : `${name} is blank`);
      } else if (typeof value === 'object' && value !== null) {
        checkInside(value, name, mayHold, found, 1);
      }
    }
    return found;
  };
}

/** No text that begins with a visible ASCII character is blank, and most do. */
function mayBeBlank(text: string): boolean {
  const first = text.charCodeAt(0);
  return !(first > 32 && first < 127);
}
