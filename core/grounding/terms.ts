/** The words by which a question finds a passage: without case, without those that every text has, and in English without their endings. */
import { porterStem } from '../metrics/porter-stemmer';
import { comparedWords } from '../words';

/** Of English: what says nothing of the matter. Every one of them is in the 50 commonest words, or asks. */
const stopWords = new Set(
  `a an and any anything are as at be been but by can could did do does for from had has have he her his how i if in into is it its many me much my of on or our
   she should so something than that the their them then there these they this to us was we were what when where which who whom whose why will with
   would you your`.split(/\s+/),
);

/** @param languages of the texts, as BCP 47 has them: endings are known of English alone */
export function termsOf(text: string, languages: readonly string[]): string[] {
  const words = comparedWords(text);
  if (!languages.includes('en')) return words;
  return words.filter((word) => !stopWords.has(word)).map((word) => (/^[a-z]+$/.test(word) ? porterStem(word) : word));
}
