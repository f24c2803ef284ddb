/** A text as a person pastes it into a shell. */
import { printable } from './wording';

/**
 * Text as one word of a shell: as it is where that is safe, else in single quotes; where something in it could not be printed
 * and pasted as it is, a line break among others, those bytes are written out, as bash, zsh and POSIX.1-2024 read them.
 */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (printable(text, Infinity) === text) return `'${text.replaceAll("'", "'\\''")}'`;
  const written = Array.from(text, (character) => {
    if (character === '\\' || character === "'") return `\\${character}`;
    if (printable(character) === character) return character;
    return Array.from(new TextEncoder().encode(character), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(
      '',
    );
  });
  return `$'${written.join('')}'`;
}
