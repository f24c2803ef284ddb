/** The sentence of the evidence that the model has said, in its own letters: a slip of the model is mended, what stands nowhere is not told. */
const notThere = 'That is not in our handbook.';
/** Of the words of both; numbers are to be the same. */
const enough = 0.8;

function run({ answer, evidence }) {
  const said = wordsOf(answer);
  return evidence.split('\n').find((sentence) => isSame(said, wordsOf(sentence))) ?? notThere;
}

function isSame(said, written) {
  const shared = said.filter((word) => written.includes(word));
  const areNumbersTrue = [...said, ...written].every((word) => !/\d/.test(word) || shared.includes(word));
  return shared.length > 0 && areNumbersTrue && shared.length >= enough * Math.max(said.length, written.length);
}

const wordsOf = (text) => [...new Set(text.toLowerCase().match(/\d+(?:[.,]\d+)*|[\p{L}\p{N}]+/gu) ?? [])];
