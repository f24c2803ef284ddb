/** A base as a Hugging Face checkpoint: its weights, its tokenizer and the settings of both; scripts/base-model/hugging-face/ has its code. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Base } from './base';
import { moduleOf } from './names';
import { packTensors, transposed, type Tensor } from './safetensors';
import { firstMerge, pieces, special } from './tokenizer';

/** Writes the files into `folder`. */
export function writeCheckpoint(folder: string, base: Base): void {
  const write = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);
  mkdirSync(folder, { recursive: true });
  write('config.json', `${JSON.stringify(configOf(base), null, 2)}\n`);
  write('model.safetensors', packTensors(tensorsOf(base), { format: 'pt' }));
  write('tokenizer.json', `${JSON.stringify(tokenizerOf(base))}\n`);
  write('tokenizer_config.json', `${JSON.stringify(tokenizerSettings, null, 2)}\n`);
}

function configOf({ layout }: Base) {
  const { vocabulary, width, layers, heads, hidden, context } = layout.shape;
  return {
    model_type: 'landfall',
    architectures: ['LandfallForCausalLM'],
    auto_map: {
      AutoConfig: 'modeling_landfall.LandfallConfig',
      AutoModelForCausalLM: 'modeling_landfall.LandfallForCausalLM',
    },
    vocab_size: vocabulary,
    hidden_size: width,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    intermediate_size: hidden,
    max_position_embeddings: context,
    tie_word_embeddings: true,
    eos_token_id: special.end,
    torch_dtype: 'float32',
  };
}

/** Linear layers as torch has them, [outputs × inputs]. */
function tensorsOf({ layout, readWeights }: Base): Record<string, Tensor> {
  const weights = readWeights();
  const { vocabulary, width } = layout.shape;
  const part = (at: number, shape: number[]): Tensor => ({
    shape,
    values: weights.slice(at, at + shape.reduce((product, size) => product * size, 1)),
  });
  const layers = layout.layers.flatMap(({ gate, projection }, layer): [string, Tensor][] => [
    [`model.layers.${layer}.self_attn.key_gate`, part(gate, [width])],
    ...layout.projections.map(({ name, inputs, outputs }): [string, Tensor] => [
      `${moduleOf(layer, name)}.weight`,
      transposed(part(projection[name], [inputs, outputs])),
    ]),
  ]);
  return { 'model.embed_tokens.weight': part(0, [vocabulary, width]), ...Object.fromEntries(layers) };
}

const markOf = (name: keyof typeof special): string => `<|${name}|>`;

/** A conversation is written as `encodePrompt` does it; what transformers calls the assistant is the model here. */
const tokenizerSettings = {
  tokenizer_class: 'PreTrainedTokenizerFast',
  eos_token: markOf('end'),
  clean_up_tokenization_spaces: false,
  chat_template: [
    "{% for message in messages %}{% set role = 'model' if message.role == 'assistant' else message.role %}",
    `<|{{ role }}|>{{ message.content | trim }}${markOf('end')}{% endfor %}`,
    `{% if add_generation_prompt %}${markOf('model')}{% endif %}`,
  ].join(''),
};

/** The byte-level BPE of Hugging Face's tokenizers: bytes are written as printable characters, as GPT-2's tokenizer does. */
function tokenizerOf({ merges, tokenizer }: Base) {
  const letters = printableBytes();
  const written = (id: number) => Array.from(tokenizer.bytesOf(id), (byte) => letters[byte]!).join('');
  const marks = (['text', 'system', 'user', 'model', 'end'] as const).map((name) => ({
    id: special[name],
    content: markOf(name),
  }));
  const vocabulary = Object.fromEntries([
    ...letters.map((letter, byte) => [letter, byte] as const),
    ...merges.map((_, rank) => [written(firstMerge + rank), firstMerge + rank] as const),
  ]);
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    normalizer: null,
    post_processor: null,
    added_tokens: marks.map((mark) => ({
      ...mark,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        {
          type: 'Split',
          pattern: { Regex: pieces.source },
          behavior: 'Isolated',
          invert: false,
        },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { type: 'BPE', vocab: vocabulary, merges: merges.map(([left, right]) => [written(left), written(right)]) },
  };
}

/** Bytes that are printable stand for themselves, the others for the characters from U+0100 on (GPT-2, Radford et al. 2019). */
function printableBytes(): string[] {
  const isPrintable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let others = 0;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : 0x100 + others++));
}
