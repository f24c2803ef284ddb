/** The bases that ship with the local cloud, each a folder of base/: its shape, its tokenizer and its weights. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../../core/root';
import { layoutOf, type Layout, type Shape } from './shape';
import { createTokenizer, type Tokenizer } from './tokenizer';
import { readWeights } from './weights';

export interface Base {
  id: string;
  layout: Layout;
  tokenizer: Tokenizer;
  /** What the tokenizer is made of. */
  merges: [number, number][];
  /** In the order of `layout`. @throws Error when the file is not a model of this shape. */
  readWeights: () => Float32Array;
}

/** The fast one, that answers for every model of the catalog which does not ship. */
export const defaultBase = 'landfall-tiny';

const folderOf = (id: string): string => join(repositoryRoot(), 'local/vertex/model/base', id);

/** The base that answers for a model of the catalog. */
export const baseFor = (model: string): string =>
  existsSync(join(folderOf(model), 'shape.json')) ? model : defaultBase;

const loaded = new Map<string, Base>();

/** Reads shape and tokenizer on first use, the weights whenever they are asked for. @throws Error for one that does not ship */
export function loadBase(id: string): Base {
  let base = loaded.get(id);
  if (!base) loaded.set(id, (base = readBase(id)));
  return base;
}

function readBase(id: string): Base {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folderOf(id), name), 'utf8'));
  const layout = layoutOf(read('shape.json') as Shape);
  const { merges } = read('tokenizer.json') as { merges: [number, number][] };
  return {
    id,
    layout,
    tokenizer: createTokenizer(merges),
    merges,
    readWeights: () => readWeights(layout, join(folderOf(id), 'weights.bin')),
  };
}
