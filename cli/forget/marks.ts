/** By what somebody's examples are known wherever a record tells of them, and records without them. */

export interface Marks {
  /** Of the examples. */
  keys: Set<string>;
  /** Of the landed rows. */
  origins: Set<string>;
  prompts: Set<string>;
  targets: Set<string>;
}

/** Characters from which on a text is nobody else's: shorter prompts count where they are the same, shorter targets nowhere. */
const telling = { prompt: 12, target: 40 };

/** Targets that are nobody else's. */
export const tellingTargets = ({ targets }: Pick<Marks, 'targets'>): string[] =>
  [...targets].filter(({ length }) => length >= telling.target);

export interface Scrubber {
  /** Whether an element of a list is about them, and to be left out. */
  isTheirs: (element: unknown) => boolean;
  /** The same without such elements, at any depth, and with `[forgotten]` in place of their texts in others. */
  scrub: (value: unknown) => unknown;
}

export function createScrubber({ keys, origins, prompts, targets }: Marks): Scrubber {
  const long = [
    ...[...prompts].filter(({ length }) => length >= telling.prompt),
    ...tellingTargets({ targets }),
  ].toSorted((a, b) => b.length - a.length);
  const mentions = (text: unknown): boolean =>
    typeof text === 'string' && (prompts.has(text) || long.some((each) => text.includes(each)));

  const isTheirs = (element: unknown): boolean => {
    if (Array.isArray(element)) return element.some((each) => isTurn(each) && mentions(each.text));
    if (typeof element !== 'object' || element === null) return typeof element === 'string' && origins.has(element);
    const { key, where, origin, origins: all, ...others } = element as Record<string, unknown>;
    if ([key, where].some((name) => typeof name === 'string' && keys.has(name))) return true;
    if ([origin, ...(Array.isArray(all) ? all : [])].some((row) => typeof row === 'string' && origins.has(row)))
      return true;
    return Object.values(others).some(mentions);
  };

  const scrub = (value: unknown): unknown => {
    if (typeof value === 'string') return long.reduce((text, each) => text.replaceAll(each, '[forgotten]'), value);
    if (Array.isArray(value)) return value.filter((each) => !isTheirs(each)).map(scrub);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, scrub(each)]));
  };
  return { isTheirs, scrub };
}

const isTurn = (value: unknown): value is { text: unknown } =>
  typeof value === 'object' && value !== null && 'role' in value && 'text' in value;
