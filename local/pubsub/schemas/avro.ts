/** Avro schemas, and messages of them in binary and in Avro's JSON: https://avro.apache.org/docs/1.11.1/specification/ */
import { Type } from 'avsc';
import { isDeepStrictEqual } from 'node:util';
import type { MessageType } from './message-type';

/** @throws Error for what is no schema of one record */
export function parseAvro(definition: string): MessageType {
  const type = Type.forSchema(JSON.parse(definition) as Parameters<typeof Type.forSchema>[0], { wrapUnions: true });
  if (!Type.isType(type, 'record')) throw new Error('The top level of an Avro schema has to be one record.');
  return {
    check(data, encoding) {
      if (encoding === 'BINARY') return void type.fromBuffer(data);
      const text = data.toString('utf8');
      // The library fills in defaults and passes over unknown fields, where Avro's own decoders do neither.
      const read: unknown = JSON.parse(type.toString(type.fromString(text)));
      if (!isDeepStrictEqual(read, JSON.parse(text))) throw new Error('The message has other fields than the schema.');
    },
    checkRevision(before) {
      const other = Type.forSchema(JSON.parse(before) as Parameters<typeof Type.forSchema>[0], { wrapUnions: true });
      // Messages of either may be read by the other.
      type.createResolver(other);
      other.createResolver(type);
    },
  };
}
