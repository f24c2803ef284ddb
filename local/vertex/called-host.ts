/** Which host was called: each location's host answers for the resources of its location alone. */
import { locationIn, locationOfHost } from '../../core/vertex-locations';
import type { Call } from '../rpc/api';
import { RpcError, type FieldViolation, invalidFields } from '../rpc/errors';

/** The fields by which requests name their resource; an update names it inside. */
const naming = ['name', 'parent', 'model', 'endpoint', 'endpoint.name'];

/**
 * All locations have one address here, so that the host is what the caller says in :authority or Host. Any other host
 * than Google's, 127.0.0.1 to begin with, is a person's own tool and stands for the host of whatever it names.
 * @throws RpcError INVALID_ARGUMENT in Vertex AI's own words (googleapis/python-aiplatform issue 1684).
 */
export function checkCalledHost(request: object, { host }: Pick<Call, 'host'>): void {
  if (!host.endsWith('.googleapis.com')) return;
  const location = locationOfHost(host);
  if (!location) throw new RpcError('INVALID_ARGUMENT', `Invalid hostname: ${host}`);
  const violations = naming.flatMap((field): FieldViolation[] => {
    const named = locationIn(textAt(request, field));
    if (named === undefined || named === location) return [];
    const description = `The provided location ID doesn't match the endpoint. The valid location ID is \`${location}\`.`;
    return [{ field, description }];
  });
  const [found] = violations;
  if (!found) return;
  throw invalidFields(`List of found errors:\t1.Field: ${found.field}; Message: ${found.description}\t`, violations);
}

function textAt(request: object, field: string): string {
  const value = field
    .split('.')
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], request);
  return typeof value === 'string' ? value : '';
}
