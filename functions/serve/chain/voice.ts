/** What a caller hears of a chain while it is still at work: the text of the one step that is shown, as its model says it. */

export interface Voice {
  /** For a step whose text may be shown: what it says waits until that is known. */
  of: (isShown: Promise<boolean>) => { say: (piece: string) => void; hasSpoken: () => boolean; forget: () => void };
  /** Once every step has come to its end: whether anything was heard. */
  hasSpoken: () => Promise<boolean>;
}

export function createVoice(onText: (piece: string) => void): Voice {
  let hasSpoken = false;
  const deciding: Promise<void>[] = [];
  const speak = (piece: string): void => {
    hasSpoken = true;
    onText(piece);
  };
  return {
    async hasSpoken() {
      await Promise.all(deciding);
      return hasSpoken;
    },
    of(shown) {
      let isShown: boolean | undefined;
      let held: string[] = [];
      const decided = shown.then(
        (is) => {
          isShown = is;
          if (is) held.forEach(speak);
          held = [];
        },
        () => {
          // Whoever decides has failed, and with it the chain.
          isShown = false;
        },
      );
      deciding.push(decided);
      return {
        say(piece) {
          if (isShown === undefined) held.push(piece);
          else if (isShown) speak(piece);
        },
        hasSpoken: () => isShown === true && hasSpoken,
        // What was held of an attempt that failed is said by the next.
        forget: () => (held = []),
      };
    },
  };
}
