// What the base model reads: pages of WordNet and made conversations, as token sequences, the same for every run of a seed.
import { createConversations } from './conversations.mjs';
import { createRandom } from './random.mjs';
import { createWords } from './words.mjs';

/** Lines of a dictionary: the words, what they mean, how they are used. */
const entry = (synset) =>
  `${synset.words.slice(0, 3).join(', ')}: ${synset.definition}${synset.examples.map((example) => `. ${example}`).join('')}`;

/** Pages of neighbouring entries, about `size` characters each, in an order drawn once. */
export function createPages(seed, synsets, size = 500) {
  const pages = [];
  let page = '';
  for (const synset of synsets) {
    page += `${entry(synset)}\n`;
    if (page.length > size) {
      pages.push(page);
      page = '';
    }
  }
  return createRandom(seed).shuffle(pages);
}

/** An endless source of conversations. */
export function createTalk(seed, synsets, shares) {
  const random = createRandom(seed);
  return createConversations(random, createWords(random, synsets), synsets, shares);
}

/** Plain text to learn the tokenizer's merges from: every page once, and as much talk again in small letters of its own. */
export function tokenizerText(seed, synsets, shares) {
  const talk = createTalk(seed, synsets, shares);
  const spoken = Array.from({ length: 40_000 }, () =>
    talk()
      .map((turn) => turn.text)
      .join('\n'),
  ).join('\n');
  return `${createPages(seed, synsets).join('\n')}\n${spoken}`;
}

/**
 * Adds to a text's pieces the words of [word, vector] as often as words of that rank are used (Zipf), in all as many as the text has:
 * a dictionary's words are not those that people write.
 */
export function addUsedWords(frequencies, words, pieces) {
  const total = [...frequencies.values()].reduce((a, b) => a + b, 0);
  const harmonic = Math.log(words.length);
  words.forEach(([word], rank) => {
    const count = Math.round(total / harmonic / (rank + 10));
    const capital = word[0].toUpperCase() + word.slice(1);
    for (const [written, share] of [
      [` ${word}`, 0.8],
      [` ${capital}`, 0.1],
      [capital, 0.07],
      [word, 0.03],
    ]) {
      for (const [piece] of written.matchAll(pieces))
        frequencies.set(piece, (frequencies.get(piece) ?? 0) + Math.ceil(share * count));
    }
  });
}
