import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { places } from '../../../../local/vertex/model/adapter';
import { readAdapter, writeAdapter } from '../../../../local/vertex/model/adapter-files';
import { defaultBase, loadBase } from '../../../../local/vertex/model/base';
import { readTensors } from '../../../../local/vertex/model/safetensors';

const { layout } = loadBase(defaultBase);
const rank = 2;
const adapter = Float32Array.from({ length: places(layout, rank).size }, (_, i) => i);
let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adapter-'));
  file = writeAdapter(folder, defaultBase, layout, rank, adapter);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('an adapter on disk', () => {
  test('has the names, shapes and settings of peft', () => {
    const { tensors } = readTensors(readFileSync(join(folder, 'adapter_model.safetensors')));
    expect(Object.keys(tensors)).toHaveLength(4 * 4 * 2);
    const { width, hidden } = layout.shape;
    const shapeOf = (name: string) => tensors[`base_model.model.model.layers.3.${name}.weight`]!.shape;
    expect(shapeOf('self_attn.qkv_proj.lora_A')).toEqual([rank, width]);
    expect(shapeOf('self_attn.qkv_proj.lora_B')).toEqual([3 * width, rank]);
    expect(shapeOf('mlp.down_proj.lora_A')).toEqual([rank, hidden]);
    expect(JSON.parse(readFileSync(join(folder, 'adapter_config.json'), 'utf8'))).toMatchObject({
      peft_type: 'LORA',
      base_model_name_or_path: defaultBase,
      r: rank,
      lora_alpha: 2 * rank,
      target_modules: ['self_attn.qkv_proj', 'self_attn.o_proj', 'mlp.up_proj', 'mlp.down_proj'],
    });
  });

  test('holds its matrices as torch does, outputs first', () => {
    const { tensors } = readTensors(readFileSync(file));
    const [first] = places(layout, rank).places;
    const { values } = tensors['base_model.model.model.layers.0.self_attn.qkv_proj.lora_A.weight']!;
    expect(values[1]).toBe(adapter[first!.a + rank]); // of rank 0, what input 1 is weighed with
  });

  test('comes back as it was', () => {
    expect(readAdapter(defaultBase, layout, file)).toEqual({ rank, adapter });
  });

  test('is refused by another base', () => {
    expect(() => readAdapter('landfall-other', layout, file)).toThrow('it was tuned on landfall-tiny');
  });

  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, -4), 'is not 256 32-bit floats'],
    ['without its header', (bytes: Buffer) => bytes.subarray(0, 6), 'the header is longer than the file'],
    [
      'of other names',
      (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('o_proj', 'x_proj'), 'latin1'),
      'o_proj.lora_A.weight is not [2, 128]',
    ],
  ])('is refused %s', (_, change, reason) => {
    const bytes = readFileSync(file);
    writeFileSync(file, change(bytes));
    try {
      expect(() => readAdapter(defaultBase, layout, file)).toThrow(reason);
    } finally {
      writeFileSync(file, bytes);
    }
  });
});
