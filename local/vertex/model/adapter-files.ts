/** Adapters on disk, as peft saves and loads them: adapter_model.safetensors and adapter_config.json in a folder. */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { places, scale } from './adapter';
import { writeWhole } from './files';
import { adapterFiles, moduleNames, moduleOf } from './names';
import { packTensors, readTensors, transposed, type Tensor } from './safetensors';
import type { Layout } from './shape';

/** What a matrix of an adapter is called; torch's linear layers hold it as [outputs × inputs]. */
const nameOf = (module: string, matrix: 'A' | 'B'): string => `base_model.model.${module}.lora_${matrix}.weight`;

/** The matrices of an adapter with the names and the orientation of peft, and where they lie in its flat array. */
function matricesOf(layout: Layout, rank: number) {
  return places(layout, rank).places.flatMap(({ layer, projection: { name, inputs, outputs }, a, b }) => {
    const module = moduleOf(layer, name);
    return [
      { name: nameOf(module, 'A'), at: a, rows: inputs, columns: rank },
      { name: nameOf(module, 'B'), at: b, rows: rank, columns: outputs },
    ];
  });
}

/** Writes both files into `folder`; a kill leaves the weights whole or not at all. @returns the file of the weights */
export function writeAdapter(
  folder: string,
  base: string,
  layout: Layout,
  rank: number,
  adapter: Float32Array,
): string {
  const tensors = matricesOf(layout, rank).map(({ name, at, rows, columns }): [string, Tensor] => [
    name,
    transposed({ shape: [rows, columns], values: adapter.slice(at, at + rows * columns) }),
  ]);
  const config = {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: base,
    r: rank,
    lora_alpha: scale * rank,
    target_modules: Object.values(moduleNames),
    lora_dropout: 0,
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
  };
  mkdirSync(folder, { recursive: true });
  writeWhole(join(folder, adapterFiles.config), Buffer.from(`${JSON.stringify(config, null, 2)}\n`));
  const file = join(folder, adapterFiles.weights);
  writeWhole(file, packTensors(Object.fromEntries(tensors), { format: 'pt' }));
  return file;
}

/**
 * @param file the adapter_model.safetensors of a folder
 * @throws Error when it is no adapter of this base
 */
export function readAdapter(base: string, layout: Layout, file: string): { rank: number; adapter: Float32Array } {
  try {
    const config = JSON.parse(readFileSync(join(dirname(file), adapterFiles.config), 'utf8')) as {
      base_model_name_or_path: string;
      r: number;
    };
    if (config.base_model_name_or_path !== base) throw new Error(`it was tuned on ${config.base_model_name_or_path}`);
    const { tensors } = readTensors(readFileSync(file));
    const adapter = new Float32Array(places(layout, config.r).size);
    for (const { name, at, rows, columns } of matricesOf(layout, config.r)) {
      const { shape, values } = transposed(tensors[name] ?? { shape: [], values: new Float32Array() });
      if (shape[0] !== rows || shape[1] !== columns) throw new Error(`${name} is not [${columns}, ${rows}]`);
      adapter.set(values, at);
    }
    return { rank: config.r, adapter };
  } catch (cause) {
    throw new Error(`${file} is not an adapter of ${base}: ${(cause as Error).message}`, { cause });
  }
}
