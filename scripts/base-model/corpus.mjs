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
export function createTalk(seed, synsets) {
  const random = createRandom(seed);
  return createConversations(random, createWords(random, synsets), synsets);
}

/** Plain text to learn the tokenizer's merges from: every page once, and as much talk again in small letters of its own. */
export function tokenizerText(seed, synsets) {
  const talk = createTalk(seed, synsets);
  const spoken = Array.from({ length: 40_000 }, () =>
    talk()
      .map((turn) => turn.text)
      .join('\n'),
  ).join('\n');
  return `${createPages(seed, synsets).join('\n')}\n${spoken}`;
}
