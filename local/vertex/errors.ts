/** The errors of Vertex AI, in its own words. */
import { PermissionDenied } from '../iam/access';
import { errorInfo, RpcError, toRpcError } from '../rpc/errors';

export const notFound = (name: string): RpcError => new RpcError('NOT_FOUND', `${name} is not found.`);

/** What a handler threw, as an error of the API, which says what a refused caller would have needed. */
export function toVertexError(error: unknown): RpcError {
  if (!(error instanceof PermissionDenied)) return toRpcError(error);
  const { permission, resource } = error;
  return new RpcError('PERMISSION_DENIED', error.message, [
    errorInfo('IAM_PERMISSION_DENIED', 'aiplatform.googleapis.com', { permission, resource }),
  ]);
}
