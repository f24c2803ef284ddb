/**
 * The sentences of the passages that share the most with the question, the best first: what the model chooses from. The sample data
 * is made by this very function. None that shares nothing is among them. A word that few of the sentences have counts more; so does the passage that was found first.
 */
const most = { sentences: 3, characters: 500 };

function run({ question, passages }) {
  const asked = wordsOf(question);
  const found = passages.flatMap(({ heading, text }, rank) =>
    sentencesOf(text).map((sentence) => ({ sentence, rank, words: wordsOf(sentence), heading: wordsOf(heading) })),
  );
  const frequency = (word) => found.filter(({ words }) => words.has(word)).length;
  const isAsked = (word) => asked.has(word);
  const shared = ({ words, heading }) =>
    [...words].filter(isAsked).reduce((sum, word) => sum + 1 / frequency(word), 0) +
    [...heading].filter(isAsked).length / 2;
  const ranked = found
    .map((each) => ({ ...each, shared: shared(each) }))
    .filter((each) => each.shared > 0)
    .sort((a, b) => b.shared - b.rank / 2 - (a.shared - a.rank / 2));
  const lines = [...new Set(ranked.map(({ sentence }) => sentence))].slice(0, most.sentences);
  let room = most.characters;
  return lines.filter((line, n) => (room -= line.length) >= 0 || n === 0).join('\n');
}

const sentencesOf = (text) =>
  text
    .replace(/^#+ .*$/gm, '')
    .split(/\n{2,}|(?<=[.!?]["”]?)\s+(?=["“\p{Lu}])/u)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter(Boolean);

/** Numbers, and the beginnings of words, since endings differ, but for those that tell nothing. */
const wordsOf = (text) =>
  new Set(
    (text.toLowerCase().match(/\d+(?:[.,]\d+)*|\p{L}{3,}/gu) ?? [])
      .filter((word) => !common.includes(word))
      .map((word) => word.slice(0, 5)),
  );

const common = (
  'the and for you are not can our was how who what when where which why with your have from that this these those does did ' +
  'has had will would could should its out any all they them then than there about after before into much many some more were ' +
  'need want please know tell hello thanks'
).split(' ');
