/** The columns of a Parquet file: which can be read, and how their values become JSON. */
import { parquetSchema, type FileMetaData, type SchemaElement, type SchemaTree } from 'hyparquet';
import { typesOf, type Row, type RowSchema } from '../../core/row-schema';
import { isKeptExactly } from '../json/numbers';
import { decimalText, jsonValue, NotUtf8, timeOfDay } from './parquet-values';

export interface ParquetColumn {
  name: string;
  /** Why it is not read: "is of type INTERVAL, which cannot be read". */
  unreadable?: string;
  /** @param onBroken is told of a text that is not UTF-8 */
  toJson: (value: unknown, onBroken: () => void) => unknown;
}

/** Compressions that hyparquet-compressors and hyparquet unpack; of Parquet's, LZO is missing. */
const codecs = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4', 'LZ4_RAW'];

/** Digits that every number of that many keeps. */
const exactDigits = 15;

export function parquetColumns(metadata: FileMetaData, { properties = {} }: RowSchema): ParquetColumn[] {
  const packed = new Map(
    metadata.row_groups.flatMap(({ columns }) =>
      columns.flatMap(({ meta_data: chunk }) =>
        chunk && !codecs.includes(chunk.codec) ? [[chunk.path_in_schema[0]!, chunk.codec] as const] : [],
      ),
    ),
  );
  return parquetSchema(metadata).children.map((node) => {
    const { name } = node.element;
    const types = typesOf(Object.hasOwn(properties, name) ? properties[name] : undefined);
    const codec = packed.get(name);
    const type = unreadableType(node);
    return {
      name,
      ...(codec !== undefined && { unreadable: `is packed with ${codec}, which cannot be read` }),
      ...(type !== undefined && { unreadable: `is of type ${type}, which cannot be read` }),
      toJson: createToJson(node, wishOf(types)),
    };
  });
}

/** The file's metadata, without what hyparquet would round: decimals come as they are stored. */
export function withoutRounding(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element) =>
    isDecimal(element) ? { ...element, converted_type: undefined, logical_type: undefined } : element,
  );
  return { ...metadata, schema };
}

const isDecimal = ({ converted_type, logical_type }: SchemaElement): boolean =>
  converted_type === 'DECIMAL' || logical_type?.type === 'DECIMAL';

/** Digits of a second, of a time of day. */
function timeDigits({ converted_type, logical_type }: SchemaElement): number | undefined {
  if (logical_type?.type === 'TIME') return { MILLIS: 3, MICROS: 6, NANOS: 9 }[logical_type.unit];
  return converted_type === 'TIME_MILLIS' ? 3 : converted_type === 'TIME_MICROS' ? 6 : undefined;
}

const isBinary = ({ type, converted_type, logical_type }: SchemaElement): boolean =>
  type === 'BYTE_ARRAY' && !converted_type && !logical_type;

function unreadableType({ element, children }: SchemaTree): string | undefined {
  const { converted_type: type } = element;
  if (type === 'INTERVAL' || type === 'BSON') return type;
  if (type === 'MAP' || type === 'MAP_KEY_VALUE') {
    const key = children[0]?.children[0];
    const odd =
      key && (key.children.length > 0 || isDecimal(key.element) || isBinary(key.element) || timeDigits(key.element));
    if (odd) return 'MAP with keys that are no texts';
  }
  for (const child of children) {
    const found = unreadableType(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What the row schema asks of a column's numbers, where it asks for one thing. */
type Wish = 'number' | 'text' | undefined;

function wishOf(types: string[]): Wish {
  if (types.length === 0) return undefined;
  if (types.every((type) => type === 'integer' || type === 'number')) return 'number';
  return types.every((type) => type === 'string') ? 'text' : undefined;
}

type Convert = (value: unknown) => unknown;

function createToJson(node: SchemaTree, wish: Wish): ParquetColumn['toJson'] {
  const convert = converterOf(node, wish);
  const isDigits = wish === 'text' && /^INT(32|64)$/.test(node.element.type ?? '');
  return (value, onBroken) => {
    const json = jsonValue(convert && value !== null && value !== undefined ? convert(value) : value, onBroken);
    return isDigits && typeof json === 'number' ? String(json) : json;
  };
}

/** Undefined where hyparquet's own values are right. */
function converterOf({ element, children }: SchemaTree, wish?: Wish): Convert | undefined {
  const convert = children.length === 0 ? leafConverter(element, wish) : nestedConverter(element, children);
  const isRepeated = element.repetition_type === 'REPEATED' && convert !== undefined;
  return isRepeated ? (value) => each(value, convert) : convert;
}

function leafConverter(element: SchemaElement, wish: Wish): Convert | undefined {
  if (isDecimal(element)) {
    const { scale = 0, precision = 0 } = element;
    return (value) => {
      const text = decimalText(value as bigint, scale);
      const isNumber = wish === undefined ? precision <= exactDigits : wish === 'number' && isKeptExactly(text);
      return isNumber ? Number(text) : text;
    };
  }
  const digits = timeDigits(element);
  if (digits !== undefined) return (value) => timeOfDay(BigInt(value as bigint), digits);
  if (isBinary(element))
    return (value) => (value instanceof NotUtf8 ? Buffer.from(value.bytes).toString('base64') : value);
  return undefined;
}

function nestedConverter({ converted_type: type }: SchemaElement, children: SchemaTree[]): Convert | undefined {
  const [only] = children;
  if (type === 'LIST' && children.length === 1) {
    // Its elements stand in a group of their own, or are it.
    const item =
      only!.children.length === 1
        ? only!.children[0]!
        : { ...only!, element: { ...only!.element, repetition_type: undefined } };
    const convert = converterOf(item as SchemaTree);
    return convert && ((value) => each(value, convert));
  }
  if (type === 'MAP' && only?.children.length === 2) {
    const convert = converterOf(only.children[1]!);
    return convert && ((value) => mapped(value, () => convert));
  }
  const members = new Map(children.map((child) => [child.element.name, converterOf(child)]));
  if ([...members.values()].every((convert) => convert === undefined)) return undefined;
  return (value) => mapped(value, (name) => members.get(name));
}

const each = (values: unknown, convert: Convert): unknown =>
  Array.from(values as unknown[], (value) => (value === null || value === undefined ? value : convert(value)));

const mapped = (object: unknown, converterFor: (name: string) => Convert | undefined): unknown =>
  Object.fromEntries(
    Object.entries(object as object).map(([name, value]) => {
      const convert = converterFor(name);
      return [name, convert && value !== null && value !== undefined ? convert(value) : value];
    }),
  );

/** A row without its nulls, which are no values. The names of texts that are not UTF-8 come beside it. */
export function jsonRow(row: Record<string, unknown>, columns: ParquetColumn[]): { value: Row; broken: string[] } {
  const broken: string[] = [];
  const value: Row = {};
  for (const { name, toJson } of columns) {
    const json = toJson(row[name], () => broken.push(name));
    if (json !== null && json !== undefined) value[name] = json;
  }
  return { value, broken };
}
