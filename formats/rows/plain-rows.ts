/**
 * Keeps the rows of a block by one look at their bytes, in WebAssembly: those that are valid, and that every reader of
 * JSON reads alike. Most rows are, and need not become texts and objects in between; of all others nothing is said.
 */
import { code } from './generated/plain-rows';
import { isKeptExactly } from '../json/numbers';
import { plainColumns, type PlainColumn } from './plain-columns';
import type { RowSchema } from '../../core/row-schema';

export interface PlainRows {
  /**
   * Takes the block whose rows are asked about next, and is their bytes until then. They must be UTF-8, and a line's end
   * must follow each row.
   */
  hold(block: { bytes: Uint8Array; spans: Uint32Array }): Buffer;
  /** Keeps rows from that one on, up to the first that is not plain: `firstRow` is the number of the block's first. */
  keep(from: number, firstRow: number): Kept;
}

export interface Kept {
  rows: number;
  /** Each as a line of the clean rows; they are here until the next ones are kept. */
  lines: Buffer;
}

export interface PlainRules {
  rowSchema: RowSchema;
  maxFieldCharacters: number;
  /** Of a CSV file, in the order of its header. */
  csv?: { header: string[]; delimiter: string };
}

/** What assembly/index.ts exports; the comments there are the contract. */
interface Exports {
  memory: WebAssembly.Memory;
  heapBase(): number;
  setColumns(at: number, count: number, maxFieldCharacters: number): void;
  setFields(at: number, count: number, separator: number): void;
  keepRows(isCsv: boolean, bytes: number, spans: number, count: number, firstRow: number, to: number): number;
  writtenTo(): number;
}

const page = 65_536;

/** Behind all that is read or written sixteen bytes at a time. */
const padding = 64;

/** Room for the place of a row, and the ends of its line. */
const placeLength = 64;

const kinds: PlainColumn['kind'][] = ['string', 'integer', 'number', 'boolean'];
const mostInteger = 2 ** 31 - 1;

/** Undefined when no row can be plain. The schema must be known to be one. */
export function createPlainRows({ rowSchema, maxFieldCharacters, csv }: PlainRules): PlainRows | undefined {
  const columns = plainColumns(rowSchema) ?? [];
  const required = rowSchema.required ?? [];
  // A required column that is never plain makes no row plain.
  if (columns.length === 0 || columns.filter(({ isRequired }) => isRequired).length < required.length) return undefined;
  const isDeclared = (name: string) => Object.hasOwn(rowSchema.properties ?? {}, name);
  const isPlain = (name: string) => columns.some((column) => column.name === name);
  // A column of several types, or of lists, is none that bytes could tell of; one that is not declared is left out.
  if (csv?.header.some((name) => isDeclared(name) && !isPlain(name))) return undefined;
  if (csv && !required.every((name) => csv.header.includes(name))) return undefined;

  const isValid = (index: number, begin: number, end: number, isAscii: boolean, isEscaped: boolean): boolean => {
    const { kind, isValid: isSaid } = columns[index]!;
    const text = memory.toString(isAscii ? 'latin1' : 'utf8', begin, end);
    if (kind !== 'string') return isSaid!(Number(text));
    return isSaid!(isEscaped ? JSON.parse(`"${text}"`) : text);
  };
  const isExact = (begin: number, end: number): boolean => isKeptExactly(memory.toString('latin1', begin, end));
  const module = new WebAssembly.Module(Buffer.from(code, 'base64'));
  const { exports } = new WebAssembly.Instance(module, { columns: { isValid, isKeptExactly: isExact } });
  const wasm = exports as unknown as Exports;
  let memory = Buffer.from(wasm.memory.buffer);
  let top = wasm.heapBase();

  /** Where so many bytes of the memory are from now on one's own. */
  const reserve = (length: number): number => {
    const at = top;
    top = Math.ceil((at + length + padding) / 16) * 16;
    const missing = top - memory.length;
    if (missing > 0) wasm.memory.grow(Math.ceil(missing / page));
    memory = Buffer.from(wasm.memory.buffer);
    return at;
  };
  const store = (bytes: Uint8Array): number => {
    const at = reserve(bytes.length);
    memory.set(bytes, at);
    return at;
  };

  const tableOf = (entries: number[][]) => store(Buffer.from(Int32Array.from(entries.flat()).buffer));

  const ofColumns = columns.map(({ key, shortest, longest, kind, isNullable, isRequired, isValid: isSaid }) => {
    const lengths = [shortest, longest].map((length) => Math.min(length, mostInteger));
    const bits = Number(isNullable) + 2 * Number(isRequired) + 4 * Number(isSaid !== undefined);
    return [store(key), key.length, ...lengths, kinds.indexOf(kind), bits];
  });
  wasm.setColumns(tableOf(ofColumns), columns.length, Math.min(maxFieldCharacters, mostInteger));
  const keys = (csv?.header ?? []).map((name) => Buffer.from(`,${JSON.stringify(name)}:`));
  if (csv) {
    const columnOf = (name: string) => columns.findIndex((column) => column.name === name);
    const fields = csv.header.map((name, index) => [store(keys[index]!), keys[index]!.length, columnOf(name)]);
    wasm.setFields(tableOf(fields), fields.length, csv.delimiter.charCodeAt(0));
  }

  /** Of every row beside its own bytes, which may all become two each. */
  const keyBytes = placeLength + keys.reduce((sum, key) => sum + key.length + 2, 0);
  const base = top;
  let bytesAt = base;
  let spansAt = base;
  let linesAt = base;
  let rows = 0;

  return {
    hold({ bytes, spans }) {
      top = base;
      rows = spans.length / 3;
      bytesAt = reserve(bytes.length);
      spansAt = reserve(4 * spans.length);
      linesAt = reserve(rows * keyBytes + (csv ? 2 : 1) * bytes.length);
      memory.set(bytes, bytesAt);
      memory.fill(0, bytesAt + bytes.length, bytesAt + bytes.length + padding);
      new Uint32Array(memory.buffer, spansAt, spans.length).set(spans);
      return memory.subarray(bytesAt, bytesAt + bytes.length);
    },
    keep(from, firstRow) {
      const spans = spansAt + 12 * from;
      const count = wasm.keepRows(csv !== undefined, bytesAt, spans, rows - from, firstRow + from, linesAt);
      return { rows: count, lines: memory.subarray(linesAt, wasm.writtenTo()) };
    },
  };
}
