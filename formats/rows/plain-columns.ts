/** What the row schema asks of a column, where that is simple enough to be seen in the bytes of a value. */
import Ajv2020 from 'ajv/dist/2020';
import { addFormats } from './timestamp-format';
import { addLengthKeywords } from './length-keywords';
import { typesOf, type RowSchema } from '../../core/row-schema';

export interface PlainColumn {
  name: string;
  /** The name as JSON, in bytes. */
  key: Uint8Array;
  kind: 'string' | 'integer' | 'number' | 'boolean';
  isNullable: boolean;
  isRequired: boolean;
  /** Of texts, in characters. */
  shortest: number;
  longest: number;
  /** Whatever else the schema says of a value, such as a pattern; undefined when it says nothing. */
  isValid: ((value: unknown) => boolean) | undefined;
}

const kinds = ['string', 'integer', 'number', 'boolean'];
const annotations = ['title', 'description', '$comment', 'examples', 'default'];
const ofRows = [...annotations, '$schema', '$id', 'type', 'properties', 'required', 'additionalProperties'];
const ofColumns = [...annotations, 'type', 'minLength', 'maxLength'];

/**
 * The columns of one type each; the others are never plain. Undefined when the schema says something of rows as wholes.
 * The schema must be known to be one.
 */
export function plainColumns(schema: RowSchema): PlainColumn[] | undefined {
  const { properties = {}, required = [], additionalProperties } = schema;
  const isSimple =
    Object.keys(schema).every((keyword) => ofRows.includes(keyword)) && typeof additionalProperties !== 'object';
  // Which columns were there is kept in the bits of a number.
  if (!isSimple || Object.keys(properties).length > 30) return undefined;
  const ajv = new Ajv2020({ strict: false, validateSchema: false });
  addFormats(ajv);
  addLengthKeywords(ajv);

  return Object.entries(properties).flatMap(([name, property]) => {
    if (typeof property !== 'object') return [];
    const [kind, ...others] = typesOf(property);
    if (kind === undefined || others.length > 0 || !kinds.includes(kind)) return [];
    const { minLength = 0, maxLength = Infinity } = property;
    const isSaid = Object.keys(property).some((keyword) => !ofColumns.includes(keyword));
    return {
      name,
      key: new Uint8Array(Buffer.from(JSON.stringify(name))),
      kind: kind as PlainColumn['kind'],
      isNullable: [property.type].flat().includes('null') && !isSaid,
      isRequired: required.includes(name),
      shortest: minLength,
      longest: maxLength,
      isValid: isSaid ? ajv.compile(property) : undefined,
    };
  });
}
