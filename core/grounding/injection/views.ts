/** What a model may read in a text, however it was written: letters that only look like others, hidden characters, spacing, encodings. */

/** Cyrillic and Greek letters that look like Latin ones: each with the one that it counts as within a word that has Latin letters, too. */
const alike: Record<string, string> = Object.fromEntries(
  [...'аaвbсcеeнhіiјjкkмmоoрpѕsтtуyхxԁdԛqԝwһhіiɡgαaβbεeηnιiκkμuνvοoρpτtυuχxγy'.matchAll(/(.)(.)/gu)].map(
    ([, from, to]) => [from!, to!],
  ),
);

const asLetters: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' };

/** Lower case without accents, without what cannot be seen, and with letters for what stands for letters. */
export function plain(text: string): string {
  return (
    text
      // Tags of Unicode are ASCII that nobody sees.
      .replaceAll(/[\u{e0020}-\u{e007e}]/gu, (tag) => String.fromCodePoint(tag.codePointAt(0)! - 0xe0000))
      .normalize('NFKD')
      .replaceAll(/[\p{Default_Ignorable_Code_Point}\p{M}]/gu, '')
      .toLowerCase()
      .replaceAll(/&#(\d{2,6});/g, (_, code: string) => fromCode(Number(code)))
      .replaceAll(/&#x([0-9a-f]{2,5});/g, (_, code: string) => fromCode(parseInt(code, 16)))
      .replaceAll(/(?:%[0-7][0-9a-f]){3,}/g, (said) =>
        said.replaceAll(/%(..)/g, (_, code: string) => fromCode(parseInt(code, 16))),
      )
      .replaceAll(/[\p{L}\p{N}@$]+/gu, asWord)
      // One letter after the other, as "i g n o r e": what is between words is wider.
      .replaceAll(/(?<![\p{L}\p{N}])\p{L}(?:[ ._*-]\p{L}(?![\p{L}\p{N}]))+/gu, (said) =>
        said.replaceAll(/[ ._*-]/g, ''),
      )
  );
}

const fromCode = (code: number): string => (code < 0x110000 ? String.fromCodePoint(code) : '');

function asWord(word: string): string {
  const hasLatin = /[a-z]/.test(word);
  const latin =
    hasLatin && /[^\0-\x7f]/.test(word) ? Array.from(word, (letter) => alike[letter] ?? letter).join('') : word;
  const isDisguised = /[a-z]/.test(latin) && /[013457@$]/.test(latin) && /^[a-z]*[013457@$]+[a-z]+/.test(latin);
  return isDisguised ? latin.replaceAll(/[013457@$]/g, (sign) => asLetters[sign]!) : latin;
}

/** Text in base64 of at least a few words. */
const encoded = /[A-Za-z0-9+/_-]{24,}={0,2}/g;

/** The text itself first; then what stands in it encoded, letters moved by thirteen, and the whole of it backwards. */
export function viewsOf(text: string): string[] {
  const decoded = (text.match(encoded) ?? []).flatMap((run) => {
    const said = Buffer.from(run, 'base64').toString('utf8');
    return isText(said) ? [said] : [];
  });
  const own = plain(text);
  return [own, ...decoded.map(plain), rotated(own), Array.from(own).reverse().join('')];
}

/** Of what decodes by chance a third is no letter. */
const isText = (said: string): boolean =>
  !said.includes('\ufffd') && said.replaceAll(/[^\p{L}\p{N} .,:;!?'"\n-]/gu, '').length >= 0.9 * said.length;

const rotated = (text: string): string =>
  text.replaceAll(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 84) % 26) + 97));
