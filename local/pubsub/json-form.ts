/** Between a message and its JSON, as Google's REST front reads and writes it (the proto3 JSON mapping). */
import { fromProto3JSON, toProto3JSON, type JSONValue } from 'proto3-json-serializer';
import { MapField, Type, type Field } from 'protobufjs';
import { invalidArgument } from './errors';

type Json = Record<string, unknown>;

/** How messages look inside: numbers for int64, names for enums, absent fields left out. */
export const plain = { longs: Number, enums: String };

/**
 * Reads a request; field names may be camelCase or as in the proto.
 * @throws PubSubError INVALID_ARGUMENT for an unknown field or a value of the wrong type
 */
export function fromJson(type: Type, json: unknown): object {
  const known = withKnownNames(type, json, '');
  try {
    return type.toObject(fromProto3JSON(type, known as JSONValue)!, plain);
  } catch (error) {
    throw invalidArgument(`Invalid JSON payload received. ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Writes an answer without its empty lists and maps. */
export function toJson(type: Type, message: object): unknown {
  return withoutEmpty(type, toProto3JSON(type.fromObject(message)));
}

function withKnownNames(type: Type, json: unknown, at: string): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]: [string, unknown]) => {
      const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      const field = type.fields[name] ?? type.fields[camel];
      if (!field) {
        const place = at ? ` at '${at}'` : '';
        throw invalidArgument(`Invalid JSON payload received. Unknown name "${name}"${place}: Cannot find field.`);
      }
      const inner = messageOf(field);
      if (!inner) return [field.name, value];
      const path = at ? `${at}.${name}` : name;
      const values = Array.isArray(value)
        ? value.map((one, index) => withKnownNames(inner, one, `${path}[${index}]`))
        : withKnownNames(inner, value, path);
      return [field.name, values];
    }),
  );
}

function withoutEmpty(type: Type, json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  const kept: Json = {};
  for (const [name, value] of Object.entries(json as Json)) {
    const field = type.fields[name];
    const inner = field && messageOf(field);
    if ((field?.repeated || field instanceof MapField) && Object.keys(value as object).length === 0) continue;
    if (!inner) kept[name] = value;
    else kept[name] = Array.isArray(value) ? value.map((one) => withoutEmpty(inner, one)) : withoutEmpty(inner, value);
  }
  return kept;
}

/** The message type of a field, unless it has a JSON form of its own (Duration, Timestamp, FieldMask …) or is a map. */
function messageOf(field: Field): Type | undefined {
  const type = field.resolvedType;
  return type instanceof Type && !(field instanceof MapField) && !type.fullName.startsWith('.google.protobuf.')
    ? type
    : undefined;
}
