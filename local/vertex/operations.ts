/** Long-running operations. Most of what is long-running in the cloud is one write here, and done when it is returned. */
import { withPrefix } from '../state';
import type { Call } from '../rpc/api';
import { now, type VertexContext } from './context';
import { RpcError } from '../rpc/errors';
import { notFound } from './errors';
import { locationOf, newId } from './names';
import { listPage } from './lists';
import type { Operation } from './resources';

type Message = Record<string, unknown>;

/** Types are names in the package of the method that is called, or full names. */
export interface Outcome {
  metadata: string;
  response: string;
  value?: Message;
}

const typeUrl = (type: string, { method }: Pick<Call, 'method'>): string =>
  `type.googleapis.com/${type.includes('.') ? type : method.service.replace(/\w+$/, type)}`;

/** Records that the operation on `resource` has succeeded. */
export function finishedOperation(context: VertexContext, call: Call, resource: string, outcome: Outcome): Operation {
  const begun = beginOperation(context, call, resource, outcome.metadata);
  return endOperation(context, begun.name, {
    response: { '@type': typeUrl(outcome.response, call), ...outcome.value },
  });
}

/** Records one that takes its time. */
export function beginOperation(context: VertexContext, call: Call, resource: string, metadata: string): Operation {
  const time = now(context);
  const operation: Operation = {
    name: `${resource}/operations/${newId()}`,
    metadata: { '@type': typeUrl(metadata, call), genericMetadata: { createTime: time, updateTime: time } },
    done: false,
  };
  context.operations.put(operation.name, operation);
  return operation;
}

/** @param outcome its response, or its error */
export function endOperation(
  context: VertexContext,
  name: string,
  outcome: Pick<Operation, 'response' | 'error'>,
): Operation {
  const { metadata, ...begun } = context.operations.get(name)!;
  const genericMetadata = { ...(metadata['genericMetadata'] as object), updateTime: now(context) };
  const operation = { ...begun, metadata: { ...metadata, genericMetadata }, done: true, ...outcome };
  context.operations.put(name, operation);
  return operation;
}

/** google.longrunning.Operations. IAM knows one permission here, for listing; the name is the key to all else. */
export function createOperations(context: VertexContext) {
  const find = ({ name }: { name: string }): Operation => {
    const operation = context.operations.get(name);
    if (!operation) throw notFound(`Operation ${name}`);
    return operation;
  };
  return {
    GetOperation: find,
    /** Answers at once: a caller that wants to know more asks again. */
    WaitOperation: find,
    ListOperations(
      { name, ...rest }: { name: string; filter?: string; pageSize?: number; pageToken?: string },
      call: Call,
    ) {
      context.access.check(call.principal, 'aiplatform.operations.list', locationOf(name));
      const found = [...context.operations.entries(withPrefix(`${name}/`))].map(({ value }) => value);
      // The API's JSON form has no createTime of an operation; it is dropped on the way out.
      const listed = found.map((operation) => ({ ...operation, createTime: createTime(operation) }));
      const { page, nextPageToken } = listPage(listed, { parent: name, ...rest });
      return { operations: page, nextPageToken };
    },
    DeleteOperation(request: { name: string }) {
      context.operations.remove(find(request).name);
      return {};
    },
    CancelOperation(request: { name: string }) {
      const { name, done } = find(request);
      throw new RpcError(
        'FAILED_PRECONDITION',
        `Operation ${name} ${done ? 'is already done' : 'cannot be cancelled'}.`,
      );
    },
  };
}

const createTime = ({ metadata }: Operation): string =>
  (metadata['genericMetadata'] as { createTime: string }).createTime;
