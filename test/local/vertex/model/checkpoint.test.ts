import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultBase, loadBase } from '../../../../local/vertex/model/base';
import { writeCheckpoint } from '../../../../local/vertex/model/checkpoint';
import { readTensors, type Tensor } from '../../../../local/vertex/model/safetensors';
import { special } from '../../../../local/vertex/model/tokenizer';

const base = loadBase(defaultBase);
const { vocabulary, width, hidden, layers } = base.layout.shape;
let folder: string;
let tensors: Record<string, Tensor>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
  writeCheckpoint(folder, base);
  tensors = readTensors(readFileSync(join(folder, 'model.safetensors'))).tensors;
});
afterAll(() => rmSync(folder, { recursive: true }));
const read = <T>(name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;

describe('a base as a Hugging Face checkpoint', () => {
  test('has every weight once, linear layers with their outputs first', () => {
    expect(Object.values(tensors).reduce((sum, { values }) => sum + values.length, 0)).toBe(base.layout.size);
    const weights = base.readWeights();
    expect(tensors['model.embed_tokens.weight']!.shape).toEqual([vocabulary, width]);
    const up = tensors['model.layers.1.mlp.up_proj.weight']!;
    expect(up.shape).toEqual([hidden, width]);
    const at = base.layout.layers[1]!.projection.up;
    expect(up.values[5 * width + 3]).toBe(weights[at + 3 * hidden + 5]);
  });

  test('says its size, its code, and the token that ends a turn', () => {
    expect(read('config.json')).toMatchObject({
      vocab_size: vocabulary,
      num_hidden_layers: layers,
      eos_token_id: special.end,
      auto_map: { AutoModelForCausalLM: 'modeling_landfall.LandfallForCausalLM' },
    });
  });

  test('has the ids and the merges of its tokenizer, in the letters that stand for bytes', () => {
    interface Bpe {
      model: { vocab: Record<string, number>; merges: [string, string][] };
      added_tokens: { id: number; content: string }[];
    }
    const { model, added_tokens } = read<Bpe>('tokenizer.json');
    expect(Object.keys(model.vocab)).toHaveLength(vocabulary - added_tokens.length);
    expect(model.vocab['Ġthe']).toBe(base.tokenizer.encode(' the')[0]);
    expect(model.vocab['Ċ']).toBe(10);
    for (const [left, right] of model.merges) expect(model.vocab).toHaveProperty([left + right]);
    expect(added_tokens).toContainEqual(expect.objectContaining({ id: special.end, content: '<|end|>' }));
    // Hugging Face's libraries refuse a file without these.
    expect(read('tokenizer.json')).toMatchObject({ normalizer: null, post_processor: null });
    expect(read('tokenizer_config.json')).toMatchObject({ eos_token: '<|end|>', clean_up_tokenization_spaces: false });
  });
});
