/** Made models: what a candidate and its rival score on the same examples, where the truth is known. */
export { chanceFrom } from '../../core/verdict/random';

export interface Truth {
  rows: number;
  /** Share of examples on which a candidate's answer is another than its rival's. */
  discordance: number;
  /** True mean difference, as a share. */
  gain: number;
}

export interface Drawn {
  rivalScores: Float64Array;
  candidateScores: Float64Array[];
  clusters?: Int32Array;
}

/** Of one rival and so many candidates; the gain is the first one's, the others are as good as the rival. */
export type Draw = (truth: Truth, candidates: number, chance: () => number) => Drawn;

/** The rival is right on so many. */
const rightByRival = 0.7;

export const rightOrWrong: Draw = ({ rows, discordance, gain }, candidates, chance) => {
  const rivalScores = new Float64Array(rows).map(() => (chance() < rightByRival ? 1 : 0));
  return {
    rivalScores,
    candidateScores: Array.from({ length: candidates }, (_, place) => {
      const own = place === 0 ? gain : 0;
      const lost = (discordance - own) / 2 / rightByRival;
      const won = (discordance + own) / 2 / (1 - rightByRival);
      return rivalScores.map((score) => (chance() < (score === 1 ? lost : won) ? 1 - score : score));
    }),
  };
};

/** Scores anywhere from 0 to 1: another answer has another score; a gain is better answers among the others. */
export const graded: Draw = ({ rows, discordance, gain }, candidates, chance) => {
  const rivalScores = new Float64Array(rows).map(chance);
  return {
    rivalScores,
    candidateScores: Array.from({ length: candidates }, (_, place) => {
      // Of two draws the higher is 1/6 better than one.
      const isHigher = place === 0 ? (6 * gain) / discordance : 0;
      return rivalScores.map((score) => {
        if (chance() >= discordance) return score;
        return chance() < isHigher ? Math.max(chance(), chance()) : chance();
      });
    }),
  };
};

/** In groups of one to nine examples that change together, four in five of them, all for the better or all for the worse. */
export const grouped =
  (isRightWrong: boolean): Draw =>
  ({ rows, discordance, gain }, candidates, chance) => {
    const clusters = new Int32Array(rows);
    let groups = 0;
    for (let from = 0; from < rows; groups++) {
      const size = 1 + Math.floor(chance() * 9);
      clusters.fill(groups, from, from + size);
      from += size;
    }
    const rivalScores = new Float64Array(rows).map(() => (isRightWrong ? Math.round(chance()) : 0.25 + chance() / 2));
    // What a changed group gains or loses on average.
    const effect = isRightWrong ? 0.4 : 0.1;
    return {
      clusters,
      rivalScores,
      candidateScores: Array.from({ length: candidates }, (_, place) => {
        const up = (1 + (place === 0 ? gain : 0) / discordance / effect) / 2;
        const ways = Int8Array.from({ length: groups }, () => (chance() < discordance ? (chance() < up ? 1 : -1) : 0));
        return rivalScores.map((score, example) => {
          const way = ways[clusters[example]!]!;
          if (way === 0 || chance() > 0.8) return score;
          return isRightWrong ? (way + 1) / 2 : score + (way * chance()) / 4;
        });
      }),
    };
  };

/** Four in five answers are a little better, the others much worse: as good on average, and differently so. */
export const askew: Draw = ({ rows }, candidates, chance) => {
  const rivalScores = new Float64Array(rows).fill(0.5);
  return {
    rivalScores,
    candidateScores: Array.from({ length: candidates }, () =>
      rivalScores.map((score) => (chance() < 0.8 ? score + 0.05 : score - 0.2)),
    ),
  };
};
