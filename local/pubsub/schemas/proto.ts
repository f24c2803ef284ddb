/** Protocol Buffer schemas, and messages of them in binary and JSON. */
import { parse, Type, type Field, type Message, type NamespaceBase } from 'protobufjs';
import { fromJson } from '../../rpc/json';
import { readRequestJson } from '../../rpc/request-json';
import type { MessageType } from './message-type';

/** @throws Error for what is no schema of one message without imports */
export function parseProto(definition: string): MessageType {
  const type = messageOf(definition);
  return {
    check(data, encoding) {
      // Of a Buffer the library reads a text that is cut off as far as it goes.
      if (encoding === 'BINARY') return void type.decode(new Uint8Array(data));
      checkRequired(type, fromJson(type, readRequestJson(type, JSON.parse(data.toString('utf8')))));
    },
    checkRevision(before) {
      const other = messageOf(before);
      const changed = differing(type, other) ?? differing(other, type);
      if (changed)
        throw new Error(`${changed.fullName.slice(1)} = ${changed.id} may not be added, removed or changed.`);
    },
  };
}

function messageOf(definition: string): Type {
  const { root, package: pack, imports = [], weakImports = [] } = parse(definition);
  if (imports.length + weakImports.length > 0) throw new Error('Import statements are not supported.');
  root.resolveAll();
  let scope: NamespaceBase = root;
  for (const name of pack?.split('.') ?? []) scope = scope.get(name) as NamespaceBase;
  const [only, ...others] = scope.nestedArray;
  if (!(only instanceof Type) || others.length > 0) throw new Error('The schema has to define one top-level message.');
  return only;
}

function checkRequired(type: Type, message: Message): void {
  for (const field of type.fieldsArray) {
    const isThere = Object.hasOwn(message, field.name);
    if (field.required && !isThere) throw new Error(`The required field ${field.name} is missing.`);
    const within = field.resolvedType;
    if (!isThere || !(within instanceof Type)) continue;
    const value = message[field.name as keyof Message] as unknown;
    const messages = field.repeated || field.map ? Object.values(value as object) : [value];
    for (const one of messages) checkRequired(within, one as Message);
  }
}

/** A field that is not in the other revision as it is, unless it is one that may come and go: https://cloud.google.com/pubsub/docs/commit-schema-revision */
function differing(type: Type, other: Type): Field | undefined {
  return type.fieldsArray.find((field) => {
    const same = other.fieldsById[field.id];
    if (!same) return field.repeated || field.required || field.map;
    return JSON.stringify(describe(field)) !== JSON.stringify(describe(same));
  });
}

/** What has to stay: an enum or a message within is compared whole. */
const describe = ({ name, type, repeated, required, map, resolvedType }: Field): unknown => {
  return { name, type, repeated, required, map, resolved: resolvedType?.toJSON() };
};
