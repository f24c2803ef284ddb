// How each base is made: its shape, what it reads, and what it begins with.

/** How often each task of the conversations is drawn: `plain` teaches to take turns and to look things up in a text. */
const plain = {
  question: 5,
  retell: 5,
  repeat: 3,
  find: 4,
  record: 2,
  fieldOf: 1,
  define: 1,
  word: 1,
  sentence: 1,
  category: 2,
  choose: 1,
  list: 1,
};

/** More of naming what a sentence is about, which is what labels ask for. */
const naming = { ...plain, word: 5, category: 4, choose: 4, kind: 5, synonym: 3 };

/** `warmup` in steps, `cooldown` as a share of them. */
export const recipes = {
  'landfall-tiny': {
    shape: { vocabulary: 2048, width: 128, layers: 4, heads: 4, hidden: 512, context: 384 },
    steps: 3500,
    warmup: 60,
    cooldown: 0.35,
    matrixRate: 0.02,
    embeddingRate: 0.004,
    pageShare: 0.35,
    tasks: plain,
  },
  'landfall-small': {
    shape: { vocabulary: 8192, width: 192, layers: 4, heads: 6, hidden: 768, context: 384 },
    grownFrom: 'landfall-tiny',
    steps: 2000,
    warmup: 20,
    cooldown: 0.35,
    matrixRate: 0.01,
    embeddingRate: 0.001,
    pageShare: 0.3,
    tasks: naming,
  },
};
