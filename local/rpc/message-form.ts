/** What a service's handlers see of a message, whichever wire it came by. */
import type { Message, Type } from 'protobufjs';
import { fromJson, toJson } from './json';

export interface MessageForm {
  /** A received message as handlers take it. */
  toObject(type: Type, message: Message): object;
  /** A handler's answer as a message. */
  toMessage(type: Type, object: object): Message;
}

/** As JSON has it: int64 and bytes as texts, instants as RFC 3339. */
export const jsonForm: MessageForm = { toObject: (_, message) => toJson(message), toMessage: fromJson };

/** Bytes stay bytes, int64 are numbers, enums are names; fields without a value are left out. */
export const plainForm: MessageForm = {
  toObject: (type, message) => type.toObject(message, { longs: Number, enums: String }),
  toMessage: (type, object) => type.fromObject(object),
};
