/** What Hugging Face's libraries call the parts of the model: in a checkpoint of transformers, and in an adapter of peft. */
import type { ProjectionName } from './shape';

/** The files of an adapter, side by side in a folder. */
export const adapterFiles = { weights: 'adapter_model.safetensors', config: 'adapter_config.json' };

/** The linear modules of a layer, by their projection here. */
export const moduleNames: Record<ProjectionName, string> = {
  attention: 'self_attn.qkv_proj',
  output: 'self_attn.o_proj',
  up: 'mlp.up_proj',
  down: 'mlp.down_proj',
};

export const moduleOf = (layer: number, projection: ProjectionName): string =>
  `model.layers.${layer}.${moduleNames[projection]}`;
