// Learns byte-pair merges (Sennrich et al. 2016) from a text: the most frequent neighbours become one token, again and again.

/** How often each piece stands in a text. */
export function countPieces(text, pieces) {
  const frequencies = new Map();
  for (const [piece] of text.matchAll(pieces)) frequencies.set(piece, (frequencies.get(piece) ?? 0) + 1);
  return frequencies;
}

/** @param known merges to begin with @returns `count` merges, the known among them, as pairs of ids; ties go to the smaller pair, so that the result is the same everywhere. */
export function learnMerges(frequencies, firstMerge, count, known = []) {
  const words = [...frequencies].map(([piece, frequency]) => ({ ids: [...Buffer.from(piece)], frequency }));

  const pairs = new Map(); // pair -> {frequency, words that hold it}
  let least = 2 ** 20; // of a pair that is looked at: few are ever near the top
  let looked = new Set();
  const note = (word, sign) => {
    for (let i = 0; i + 1 < word.ids.length; i++) {
      const key = word.ids[i] * 65_536 + word.ids[i + 1];
      let pair = pairs.get(key);
      if (!pair) pairs.set(key, (pair = { frequency: 0, words: new Set() }));
      pair.frequency += sign * word.frequency;
      if (sign > 0) pair.words.add(word);
      if (pair.frequency >= least) looked.add(key);
    }
  };
  for (const word of words) note(word, 1);

  const merges = [];
  while (merges.length < count) {
    const given = known[merges.length];
    let best = given ? given[0] * 65_536 + given[1] : -1;
    let most = 1;
    for (const key of given ? [] : looked) {
      const { frequency } = pairs.get(key);
      if (frequency < least) looked.delete(key);
      else if (frequency > most || (frequency === most && key < best)) [best, most] = [key, frequency];
    }
    if (best < 0) {
      if (least <= 2) throw new Error(`the text has only ${merges.length} merges`);
      least /= 2;
      looked = new Set([...pairs.keys()].filter((key) => pairs.get(key).frequency >= least));
      continue;
    }
    const [left, right] = [Math.floor(best / 65_536), best % 65_536];
    const id = firstMerge + merges.length;
    merges.push([left, right]);
    for (const word of pairs.get(best)?.words ?? []) {
      note(word, -1);
      const ids = [];
      for (let i = 0; i < word.ids.length; i++) {
        const hit = word.ids[i] === left && word.ids[i + 1] === right;
        ids.push(hit ? id : word.ids[i]);
        if (hit) i++;
      }
      word.ids = ids;
      note(word, 1);
    }
    pairs.delete(best);
    looked.delete(best);
  }
  return merges;
}
