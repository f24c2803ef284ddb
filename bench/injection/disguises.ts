/** Ways in which people hide what a text says from a screen, but not from a model. */

const spread = (text: string, by: (letter: string, at: number) => string): string => Array.from(text, by).join('');

const cyrillic: Record<string, string> = { a: 'а', c: 'с', e: 'е', o: 'о', p: 'р', x: 'х', i: 'і' };
const signs: Record<string, string> = { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' };

export const disguises: Record<string, (text: string) => string> = {
  'zero-width spaces': (text) => spread(text, (letter) => `${letter}\u200b`),
  'letters of another script': (text) => spread(text, (letter) => cyrillic[letter] ?? letter),
  'digits for letters': (text) => spread(text, (letter, at) => (at % 2 === 0 ? (signs[letter] ?? letter) : letter)),
  'accents on letters': (text) => spread(text, (letter) => (/[aeiou]/.test(letter) ? `${letter}\u0301` : letter)),
  'letters apart': (text) =>
    text
      .split(' ')
      .map((word) => Array.from(word).join(' '))
      .join('   '),
  'a comment of HTML': (text) => `<!-- ${text} -->`,
  'entities of HTML': (text) => spread(text, (letter) => `&#${letter.codePointAt(0)};`),
  'tags of Unicode': (text) => spread(text, (letter) => String.fromCodePoint(0xe0000 + letter.codePointAt(0)!)),
  base64: (text) => Buffer.from(text).toString('base64'),
  'letters moved by thirteen': (text) =>
    text.replaceAll(/[a-z]/gi, (letter) => {
      const first = letter <= 'Z' ? 65 : 97;
      return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
    }),
  backwards: (text) => Array.from(text).reverse().join(''),
};
