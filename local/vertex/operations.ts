/** Long-running operations. What is long-running in the cloud is one write here, so each is done when it is returned. */
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

/** Records that the operation on `resource` has succeeded. */
export function finishedOperation(context: VertexContext, call: Call, resource: string, outcome: Outcome): Operation {
  const typeUrl = (type: string) =>
    `type.googleapis.com/${type.includes('.') ? type : call.method.service.replace(/\w+$/, type)}`;
  const time = now(context);
  const operation: Operation = {
    name: `${resource}/operations/${newId()}`,
    metadata: { '@type': typeUrl(outcome.metadata), genericMetadata: { createTime: time, updateTime: time } },
    done: true,
    response: { '@type': typeUrl(outcome.response), ...outcome.value },
  };
  context.operations.put(operation.name, operation);
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
    /** All operations here are done, so that there is nothing to wait for. */
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
      throw new RpcError('FAILED_PRECONDITION', `Operation ${find(request).name} is already done.`);
    },
  };
}

const createTime = ({ metadata }: Operation): string =>
  (metadata['genericMetadata'] as { createTime: string }).createTime;
