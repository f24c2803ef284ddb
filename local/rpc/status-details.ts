/** The google.rpc.Status of an error in bytes, as the grpc-status-details-bin trailer carries it to Google's clients. */
import { Root } from 'protobufjs';
import type { RpcStatus } from './errors';
import { fromJson } from './json';
import { readGaxProtos } from './protos';

export type EncodeStatus = (status: RpcStatus) => Buffer;

export function createStatusEncoder(): EncodeStatus {
  const type = Root.fromJSON(readGaxProtos('status.json')).lookupType('google.rpc.Status');
  return (status) => Buffer.from(type.encode(fromJson(type, status)).finish());
}
