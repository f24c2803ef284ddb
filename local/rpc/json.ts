/** Between a message and its JSON (the proto3 JSON mapping: https://protobuf.dev/programming-guides/json). */
import { fromProto3JSON, toProto3JSON } from 'proto3-json-serializer';
import { MapField, Type, type Message } from 'protobufjs';

/** @param json with names in camelCase; what the type does not know is dropped */
export function fromJson(type: Type, json: object): Message {
  return fromProto3JSON(type, json as Parameters<typeof fromProto3JSON>[1]) as unknown as Message;
}

/** @param options.numericEnums enums as numbers instead of names */
export function toJson(message: Message, options: { numericEnums?: boolean } = {}): object {
  const { numericEnums = false } = options;
  return toProto3JSON(message as Parameters<typeof toProto3JSON>[0], { numericEnums }) as object;
}

/** The JSON of a message without its empty maps, as Google's REST front leaves them out. */
export function withoutEmptyMaps(type: Type, json: unknown): unknown {
  if (typeof json !== 'object' || json === null || hasOwnForm(type)) return json;
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(json)) {
    const field = type.fields[name];
    const inner = field?.resolvedType;
    if (field instanceof MapField) {
      if (Object.keys(value as object).length > 0) kept[name] = value;
    } else if (!(inner instanceof Type)) kept[name] = value;
    else if (Array.isArray(value)) kept[name] = value.map((one) => withoutEmptyMaps(inner, one));
    else kept[name] = withoutEmptyMaps(inner, value);
  }
  return kept;
}

/** Whether the JSON of a message is not that of its fields: Timestamp, Struct, Any and others of google.protobuf. */
export const hasOwnForm = ({ fullName }: Type): boolean =>
  /^\.google\.protobuf\.(Any|Struct|Value|ListValue|Duration|Timestamp|FieldMask|\w+Value)$/.test(fullName);
