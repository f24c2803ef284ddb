/** Puts a REST request together: the fields of its path, its query and its body become one message (google/api/http.proto). */
import type { Request } from 'express';
import { Type, type Message } from 'protobufjs';
import { RpcError } from './errors';
import { camelCase } from './field-names';
import { fromJson } from './json';
import { readRequestJson, type Json, type JsonObject } from './request-json';
import type { Route } from './routes';

/** Parameters that belong to Google's REST front end, not to a method (cloud.google.com/apis/docs/system-parameters). */
const systemParameters =
  /^\$?(alt|key|fields|prettyPrint|quotaUser|userProject|access_token|oauth_token|callback|upload_protocol|uploadType|xgafv|\.xgafv)$/;

/** @throws RpcError INVALID_ARGUMENT for what is no request of the route's method */
export function readRequest({ method, fields, body }: Route, request: Request): Message {
  const payload = (request.body ?? {}) as Json;
  const merged: JsonObject = body === '*' ? toObject(payload) : {};
  if (body && body !== '*') merged[camelCase(body)] = payload;
  if (body !== '*') {
    for (const [name, value] of Object.entries(request.query)) {
      if (!systemParameters.test(name)) place(merged, name, toValue(method.request, name, value as string | string[]));
    }
  }
  for (const [name, value] of Object.entries(fields)) place(merged, name, value);
  const canonical = readRequestJson(method.request, merged);
  try {
    return fromJson(method.request, canonical);
  } catch (error) {
    throw new RpcError('INVALID_ARGUMENT', `Invalid JSON payload received. ${(error as Error).message}`);
  }
}

function toObject(payload: Json): JsonObject {
  if (payload !== null && typeof payload === 'object' && !Array.isArray(payload)) return { ...payload };
  throw new RpcError('INVALID_ARGUMENT', 'Invalid JSON payload received. The request must be an object.');
}

/** Sets the field at a dotted path. */
function place(target: JsonObject, path: string, value: Json): void {
  const steps = path.split('.').map(camelCase);
  const last = steps.pop()!;
  let at = target;
  for (const step of steps) at = at[step] = { ...(at[step] as JsonObject | undefined) };
  at[last] = value;
}

/** Query parameters are text; booleans and lists take the form that JSON would give them. */
function toValue(type: Type, path: string, value: string | string[]): Json {
  const steps = path.split('.').map(camelCase);
  let at: Type | null = type;
  for (const step of steps.slice(0, -1)) {
    const inner: unknown = at?.fields[step]?.resolve().resolvedType;
    at = inner instanceof Type ? inner : null;
  }
  const field = at?.fields[steps.at(-1)!];
  const one = (text: string): Json => (field?.type === 'bool' && /^(true|false)$/.test(text) ? text === 'true' : text);
  if (field?.repeated) return [value].flat().map(one);
  return Array.isArray(value) ? value.map(one) : one(value);
}
