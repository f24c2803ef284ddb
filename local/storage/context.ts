/** What every route of Cloud Storage works with, and the few questions each asks of a request. */
import type { Request as AnyRequest, RequestHandler, Response } from 'express';
import { PermissionDenied, type Access } from '../iam/access';
import type { BucketStore } from './bucket-store';
import { invalid, invalidParameter, StorageError } from './errors';
import type { Faults } from './faults';
import type { ObjectStore, Selection, WriteOptions } from './object-store';
import type { Outbox } from './outbox';
import { parsePreconditions } from './preconditions';
import type { ObjectRecord } from './records';
import { etagOf, objectResource } from './resource';
import type { Uploads } from './uploads';

/** A request of any route: what its path holds is the route's own matter. */
type Request = Pick<AnyRequest, 'headers' | 'query' | 'body' | 'protocol' | 'get'>;

export interface StorageContext {
  access: Access;
  buckets: BucketStore;
  objects: ObjectStore;
  uploads: Uploads;
  outbox: Outbox;
  faults: Faults;
}

/** @throws PermissionDenied unless the caller holds the permission on the bucket, or on an object in it. */
export function allow(access: Access, request: Request, permission: string, bucket: string, name?: string): void {
  const resource = `projects/_/buckets/${bucket}${name === undefined ? '' : `/objects/${name}`}`;
  access.check(access.identify(request.headers.authorization), permission, resource);
}

/** Replacing an object takes the permission to delete it, as well as the one to create. */
export function allowOverwrite(access: Access, request: Request, bucket: string, name: string): () => void {
  return () => allow(access, request, 'storage.objects.delete', bucket, name);
}

/** A caller that may not list is not told whether an object exists: Cloud Storage answers 403 where others get 404. */
export function allowKnowing(
  { access, objects }: StorageContext,
  request: Request,
  bucket: string,
  name: string,
): void {
  if (!objects.find(bucket, name)) allow(access, request, 'storage.objects.list', bucket);
}

export function isAllowed(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof PermissionDenied) return false;
    throw error;
  }
}

/** A parameter of the query, when it is there once. */
export function parameter(request: Request, name: string): string | undefined {
  const value = request.query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw invalidParameter(name, value);
}

/** @throws StorageError 400 when it is there and no whole number. */
export function wholeNumber(request: Request, name: string): number | undefined {
  const value = parameter(request, name);
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) throw invalidParameter(name, value);
  return Number(value);
}

/** The generation and the preconditions by which a request picks an object. */
export function selection(request: Request): Selection {
  const generation = wholeNumber(request, 'generation');
  return { generation: generation?.toString(), preconditions: parsePreconditions(request.query) };
}

/** As `selection`, for the source of a copy. */
export function sourceSelection(request: Request): Selection {
  const generation = wholeNumber(request, 'sourceGeneration');
  return { generation: generation?.toString(), preconditions: parsePreconditions(request.query, 'Source') };
}

/** How a request may write: its preconditions, and what it must be allowed when an object is there already. */
export function writeOptions(access: Access, request: Request, bucket: string, name: string): WriteOptions {
  return {
    preconditions: parsePreconditions(request.query),
    authorizeOverwrite: allowOverwrite(access, request, bucket, name),
  };
}

const aclParameters = ['predefinedAcl', 'destinationPredefinedAcl', 'predefinedDefaultObjectAcl'];

/** Buckets here have uniform bucket-level access, under which Cloud Storage refuses access control lists. @throws StorageError 400 */
export function refuseAcl(request: Request): void {
  if (aclParameters.every((name) => request.query[name] === undefined)) return;
  const message =
    'Cannot use access control lists when uniform bucket-level access is enabled. Grant roles on the bucket instead.';
  throw invalid(message);
}

/** Of an object that is encrypted by a caller's own key nobody may be told who has not the key: this cloud has no such objects. @throws StorageError 400 */
export const refuseCustomerKeys: RequestHandler = (request, _response, next) => {
  const name = Object.keys(request.headers).find((header) => /^x-goog-(copy-source-)?encryption-/.test(header));
  if (!name) return next();
  const location = { name, type: 'header' } as const;
  throw new StorageError(400, 'invalid', 'The local Cloud Storage has no customer-supplied encryption keys.', location);
};

/** The JSON of a request's body; no body is an empty object. @throws StorageError 400 */
export function jsonBody(request: Request): Record<string, unknown> {
  const body: unknown = request.body ?? {};
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid('The body must be a JSON object.');
  return body as Record<string, unknown>;
}

/** Scheme and host by which the caller reached this cloud: links in answers begin with it. */
export const baseOf = (request: Request) => `${request.protocol}://${request.get('host') ?? 'localhost'}`;

/** Answers with an object's resource. */
export function sendObject(request: Request, response: Response, object: ObjectRecord): void {
  response.setHeader('etag', etagOf(object)).json(objectResource(object, baseOf(request)));
}
