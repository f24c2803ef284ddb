/** Tensors by name in Hugging Face's safetensors format: a length, a JSON header, then the numbers end to end. */

export interface Tensor {
  shape: number[];
  values: Float32Array;
}

interface Described {
  dtype: string;
  shape: number[];
  /** Begin and end in bytes, after the header. */
  data_offsets: [number, number];
}

/** As 32-bit floats, little-endian, in the order given. @param metadata texts only, as the format has it */
export function packTensors(tensors: Record<string, Tensor>, metadata: Record<string, string>): Buffer {
  let end = 0;
  const header: Record<string, unknown> = { __metadata__: metadata };
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, (end += 4 * values.length)] } satisfies Described;
  }
  const text = JSON.stringify(header);
  const padded = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8)); // so that the numbers are aligned
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const numbers = Object.values(tensors).map(({ values }) => Buffer.from(values.slice().buffer));
  return Buffer.concat([length, padded, ...numbers]);
}

/** @throws Error when the bytes are no safetensors of 32-bit floats */
export function readTensors(bytes: Buffer): { tensors: Record<string, Tensor>; metadata: Record<string, string> } {
  const start = bytes.length >= 8 ? 8 + Number(bytes.readBigUInt64LE()) : Infinity;
  if (start > bytes.length) throw new Error('no safetensors: the header is longer than the file');
  const { __metadata__: metadata = {}, ...described } = JSON.parse(bytes.toString('utf8', 8, start)) as Record<
    string,
    Described
  > & { __metadata__?: Record<string, string> };
  const tensors = Object.entries(described).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      const count = shape.reduce((product, size) => product * size, 1);
      if (dtype !== 'F32' || to - from !== 4 * count || start + to > bytes.length)
        throw new Error(`no safetensors: ${name} is not ${count} 32-bit floats`);
      const part = Uint8Array.from(bytes.subarray(start + from, start + to));
      return [name, { shape, values: new Float32Array(part.buffer) }] as const;
    },
  );
  return { tensors: Object.fromEntries(tensors), metadata: metadata as Record<string, string> };
}

/** Rows become columns. */
export function transposed({ shape: [rows = 0, columns = 0], values }: Tensor): Tensor {
  const turned = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) turned[j * rows + i] = values[i * columns + j]!;
  return { shape: [columns, rows], values: turned };
}
