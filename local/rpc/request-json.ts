/** Reads the JSON of a REST request as strictly as Google does: every unknown name and wrong value is refused, with its place. */
import { Enum, Type, type Field } from 'protobufjs';
import { invalidFields, type FieldViolation } from './errors';
import { camelCase, snakeCase } from './field-names';
import { hasOwnForm } from './json';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

const integer = /^-?\d+$/;

/**
 * The same JSON under canonical camelCase names, ready for proto3-json-serializer (which drops what it does not know).
 * @throws RpcError INVALID_ARGUMENT that lists every violation.
 */
export function readRequestJson(type: Type, json: unknown): JsonObject {
  const violations: FieldViolation[] = [];
  const canonical = readMessage(type, json as Json, '', violations);
  if (violations.length > 0) {
    throw invalidFields(violations.map(({ description }) => description).join('\n'), violations);
  }
  return canonical as JsonObject;
}

function readMessage(type: Type, json: Json, path: string, violations: FieldViolation[]): Json {
  if (hasOwnForm(type)) return json;
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return wrong(path, 'MESSAGE', json, violations);
  const result: JsonObject = {};
  const chosen = new Set<string>();
  for (const [name, value] of Object.entries(json)) {
    const field = type.fields[name] ?? type.fields[camelCase(name)];
    if (!field) {
      const at = path ? ` at '${path}'` : '';
      const description = `Invalid JSON payload received. Unknown name "${name}"${at}: Cannot find field.`;
      violations.push({ field: path, description });
    } else if (value !== null && isSecondOf(field, chosen)) {
      const at = path ? ` at '${path}'` : '';
      const set = `oneof field '${snakeCase(field.partOf!.name)}' is already set. Cannot set '${field.name}'`;
      violations.push({ field: path, description: `Invalid value${at} (oneof), ${set}` });
    } else if (value !== null) {
      result[field.name] = readField(
        field,
        value,
        path ? `${path}.${snakeCase(field.name)}` : snakeCase(field.name),
        violations,
      );
    }
  }
  return result;
}

/** Whether the message has another field already of which there may be one. */
function isSecondOf({ partOf }: Field, chosen: Set<string>): boolean {
  if (!partOf) return false;
  const isSecond = chosen.has(partOf.name);
  chosen.add(partOf.name);
  return isSecond;
}

function readField(field: Field, value: Json, path: string, violations: FieldViolation[]): Json {
  field.resolve();
  if (field.map) {
    if (value === null || typeof value !== 'object' || Array.isArray(value))
      return wrong(path, 'MAP', value, violations);
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, readValue(field, entry, `${path}[${key}]`, violations)]),
    );
  }
  if (!field.repeated) return readValue(field, value, path, violations);
  if (!Array.isArray(value)) return wrong(path, 'LIST', value, violations);
  return value.map((element, index) => readValue(field, element, `${path}[${index}]`, violations));
}

function readValue(field: Field, value: Json, path: string, violations: FieldViolation[]): Json {
  const type = field.resolvedType;
  if (type instanceof Type) return readMessage(type, value, path, violations);
  if (type instanceof Enum) {
    const known = typeof value === 'number' || (typeof value === 'string' && value in type.values);
    return known ? value : wrong(path, type.fullName.slice(1), value, violations);
  }
  return isScalar(field.type, value) ? value : wrong(path, `TYPE_${field.type.toUpperCase()}`, value, violations);
}

function isScalar(type: string, value: Json): boolean {
  switch (type) {
    case 'string':
    case 'bytes':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    case 'float':
    case 'double':
      return typeof value === 'number' || (typeof value === 'string' && value !== '' && !Number.isNaN(Number(value)));
    default: // every other scalar of proto3 is an integer, of 64 bits as a string
      return (
        (typeof value === 'number' && Number.isInteger(value)) || (typeof value === 'string' && integer.test(value))
      );
  }
}

function wrong(path: string, type: string, value: Json, violations: FieldViolation[]): null {
  violations.push({ field: path, description: `Invalid value at '${path}' (${type}), ${JSON.stringify(value)}` });
  return null;
}
