// A seeded source of choices: the same seed makes the same corpus on every machine.

/** mulberry32 (Tommy Ettinger): 32 bits of state, enough for shuffling and choosing. */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  const pick = (list) => list[below(list.length)];
  return {
    next,
    below,
    pick,
    chance: (share) => next() < share,
    between: (low, high) => low + below(high - low + 1),
    shuffle(list) {
      const copy = [...list];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [copy[i], copy[j]] = [copy[j], copy[i]];
      }
      return copy;
    },
    /** Fills every {slot} of a template; a slot holds a list to pick from, a function to call, or a text. */
    fill(template, slots) {
      return template.replace(/\{(\w+)\}/g, (_, name) => {
        const value = slots[name];
        return Array.isArray(value) ? pick(value) : typeof value === 'function' ? value() : value;
      });
    },
  };
}
