/**
 * The stem of an English word: M. F. Porter, "An algorithm for suffix stripping", 1980, with the changes that NLTK makes by
 * default (nltk.stem.porter, mode NLTK_EXTENSIONS), since these are the stems of rouge_score.
 */

const irregular = new Map(
  Object.entries({ sky: 'sky skies', die: 'dying', lie: 'lying', tie: 'tying', inning: 'inning innings' })
    .concat(Object.entries({ outing: 'outing outings', canning: 'canning cannings' }))
    .concat(['news', 'howe', 'proceed', 'exceed', 'succeed'].map((word) => [word, word]))
    .flatMap(([stem, words]) => words.split(' ').map((word) => [word, stem] as const)),
);

/** Suffix, what takes its place, and when; the first suffix that a word has decides, whether its condition holds or not. */
type Rule = [suffix: string, replacement: string, condition?: (stem: string) => boolean];

const isPositive = (stem: string) => measure(stem) > 0;
const isOverOne = (stem: string) => measure(stem) > 1;
const pairs = (text: string, condition: Rule[2]): Rule[] =>
  text.split(' ').map((pair) => {
    const [suffix, replacement] = pair.split('>') as [string, string];
    return [suffix, replacement, condition];
  });

const step1a = pairs('sses>ss ies>i ss>ss s>', undefined);
const step2 = pairs(
  'ational>ate tional>tion enci>ence anci>ance izer>ize bli>ble alli>al entli>ent eli>e ousli>ous ization>ize ation>ate ' +
    'ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive biliti>ble fulli>ful',
  isPositive,
);
const step3 = pairs('icate>ic ative> alize>al iciti>ic ical>ic ful> ness>', isPositive);
const step4: Rule[] = [
  ...pairs('al> ance> ence> er> ic> able> ible> ant> ement> ment> ent>', isOverOne),
  ['ion', '', (stem) => isOverOne(stem) && /[st]$/.test(stem)],
  ...pairs('ou> ism> ate> iti> ous> ive> ize>', isOverOne),
];

/** @param word in lower case; one of two letters or fewer is its own stem */
export function porterStem(word: string): string {
  if (word.length <= 2) return word;
  const known = irregular.get(word);
  if (known !== undefined) return known;
  let stem = /^.ies$/.test(word) ? word.slice(0, -1) : replaced(word, step1a);
  stem = withoutTense(stem);
  if (stem.length > 2 && stem.endsWith('y') && isConsonant(stem, stem.length - 2)) stem = `${stem.slice(0, -1)}i`;
  stem = replaced(replaced(withoutDerivation(stem), step3), step4);
  return withoutEnd(stem);
}

/** Step 1b: -ed and -ing. */
function withoutTense(word: string): string {
  if (word.endsWith('ied')) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith('eed')) return isPositive(word.slice(0, -3)) ? word.slice(0, -1) : word;
  const suffix = ['ed', 'ing'].find((each) => word.endsWith(each) && hasVowel(word.slice(0, -each.length)));
  if (suffix === undefined) return word;
  const stem = word.slice(0, -suffix.length);
  if (/(at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsInDouble(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && endsInShort(stem) ? `${stem}e` : stem;
}

/** Step 2, where -alli may uncover another suffix. */
function withoutDerivation(word: string): string {
  if (word.endsWith('alli') && isPositive(word.slice(0, -4))) return withoutDerivation(word.slice(0, -2));
  // The -o- of -ologi counts as part of its stem.
  const own: Rule = ['logi', 'log', () => isPositive(word.slice(0, -3))];
  return replaced(word, [...step2, own]);
}

/** Steps 5a and 5b: a last -e, and one of a last -ll. */
function withoutEnd(word: string): string {
  const shorter = word.slice(0, -1);
  const isSilent = word.endsWith('e') && (isOverOne(shorter) || (measure(shorter) === 1 && !endsInShort(shorter)));
  const stem = isSilent ? shorter : word;
  return stem.endsWith('ll') && isOverOne(stem.slice(0, -1)) ? stem.slice(0, -1) : stem;
}

function replaced(word: string, rules: Rule[]): string {
  const rule = rules.find(([suffix]) => word.endsWith(suffix));
  if (!rule) return word;
  const [suffix, replacement, condition] = rule;
  const stem = word.slice(0, word.length - suffix.length);
  return condition === undefined || condition(stem) ? stem + replacement : word;
}

/** Of each letter whether it is a consonant: y is one but after another. */
function consonants(word: string): boolean[] {
  const flags: boolean[] = [];
  for (const [i, letter] of Array.from(word).entries())
    flags.push(letter === 'y' ? i === 0 || !flags[i - 1] : !'aeiou'.includes(letter));
  return flags;
}

const isConsonant = (word: string, place: number): boolean => consonants(word)[place]!;
const hasVowel = (word: string): boolean => consonants(word).includes(false);

/** Porter's m: how often a vowel is followed by a consonant. */
const measure = (stem: string): number =>
  consonants(stem).filter((flag, i, flags) => flag && i > 0 && !flags[i - 1]).length;

const endsInDouble = (word: string): boolean =>
  word.length >= 2 && word.at(-1) === word.at(-2) && isConsonant(word, word.length - 1);

/** Porter's *o: consonant, vowel, consonant other than w, x and y; of a word of two letters, vowel and consonant. */
function endsInShort(word: string): boolean {
  const [before, vowel, last] = [false, true, true, ...consonants(word)].slice(-3);
  if (word.length === 2) return !vowel! && last!;
  return word.length > 2 && before! && !vowel! && last! && !/[wxy]$/.test(word);
}
