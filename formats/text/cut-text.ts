/** Cuts a text into blocks, part by part: each part comes to the same, whether reading went on to it or began with it. */
import { fileStart, type Position } from '../cutter';
import { createBlocks, type Block, type Limits } from './blocks';
import type { TextPlan } from './read-text';

/** @param at where the first byte stands. @throws PermanentError when the file as a whole cannot be read */
export async function* cutText(
  bytes: AsyncIterable<Buffer>,
  { createCutter, skip, textAt }: Pick<TextPlan, 'createCutter' | 'skip' | 'textAt'>,
  { at, limits }: { at: Position; limits: Limits },
): AsyncIterable<Block[]> {
  const isBeginning = at.offset === 0;
  let blocks = isBeginning
    ? createBlocks(createCutter(), { at: { ...fileStart, offset: textAt }, skip, limits })
    : createBlocks(createCutter(at.line), { at, limits });
  let begins: Position | undefined;
  let rest: Buffer | undefined;

  const taken = (some: Block[]): Block[] => {
    if (some[0] && begins) {
      some[0].begins = begins;
      begins = undefined;
    }
    const next = blocks.rest();
    rest = next?.bytes;
    if (next) {
      begins = next.at;
      blocks = createBlocks(createCutter(begins.line), { at: begins, limits });
    }
    return some;
  };
  function* push(chunk: Buffer): Iterable<Block[]> {
    yield taken(blocks.push(chunk));
    while (rest) yield taken(blocks.push(rest));
  }

  let unwanted = isBeginning ? textAt : 0;
  for await (const chunk of bytes) {
    yield* push(chunk.subarray(unwanted));
    unwanted = 0;
  }
  yield taken(blocks.finish());
  while (rest) {
    yield* push(rest);
    yield taken(blocks.finish());
  }
}
