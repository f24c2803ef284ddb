/** What a corpus holds: which file of which drop, whatever the order in which the drops are heard of, and however often. */
import type { CorpusFile, CorpusState, RefusedFile, WholeBatch } from '../../schemas/generated/types';
import { digest } from '../digest';

/** What there is of a corpus beside its name for the present state. */
export type CorpusContents = Pick<CorpusState, 'whole' | 'files' | 'refused'>;

export const noFiles: CorpusContents = { files: [], refused: [] };

/** One dropped version of a file. */
export type Dropped = Pick<CorpusFile, 'name' | 'batch' | 'landed' | 'generation' | 'timeCreated'>;

/** Whether the file is no news: this version is known, or a younger one, or its batch is not of the whole corpus. */
export function isOutdated(dropped: Dropped, { whole, files, refused }: CorpusContents): boolean {
  const known = [...files, ...refused].filter(({ name }) => name === dropped.name);
  return isLeftOut(dropped, whole) || known.some((other) => !isYounger(dropped, other));
}

/** In place of an earlier version of its name. What was refused of the name before is settled by it. */
export const withFile = (contents: CorpusContents, file: CorpusFile): CorpusContents =>
  isOutdated(file, contents)
    ? contents
    : {
        ...contents,
        files: inOrder([...without(contents.files, file), file]),
        refused: without(contents.refused, file),
      };

/** An earlier version that could be read stays. */
export const withRefused = (contents: CorpusContents, file: RefusedFile): CorpusContents =>
  isOutdated(file, contents) ? contents : { ...contents, refused: inOrder([...without(contents.refused, file), file]) };

/** The batch is the whole corpus: what others brought before is no longer in it. */
export function withWhole({ whole, files, refused }: CorpusContents, marker: WholeBatch): CorpusContents {
  const last = whole && whole.timeCreated >= marker.timeCreated ? whole : marker;
  const isKept = (file: Dropped) => !isLeftOut(file, last);
  return { whole: last, files: files.filter(isKept), refused: refused.filter(isKept) };
}

/** The same readings of the same versions are the same version of the corpus. */
export const versionOf = ({ files }: Pick<CorpusContents, 'files'>): string =>
  digest(files.map(({ name, generation, source }) => [name, generation, source])).slice(0, 12);

const isLeftOut = ({ batch, timeCreated }: Dropped, whole?: WholeBatch): boolean =>
  whole !== undefined && batch !== whole.batch && timeCreated <= whole.timeCreated;

/** Generations are microseconds, and so tell the order also of two batches' files of one name. */
const isYounger = (one: Dropped, other: Dropped): boolean => BigInt(one.generation) > BigInt(other.generation);

const without = <T extends Dropped>(files: readonly T[], { name }: Dropped): T[] =>
  files.filter((file) => file.name !== name);

const inOrder = <T extends Dropped>(files: T[]): T[] => files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
