/** The key by which a caller says that a request is one it has sent before: draft-ietf-httpapi-idempotency-key-header. */
import type { Request } from '@google-cloud/functions-framework';
import { digest } from '../../../core/digest';
import { HttpProblem } from '../http/problem';

export interface RequestKey {
  /** Pseudonym of whom the request is for: whoever forgets them finds what was kept of them. */
  user?: string;
  /** The key's own digest: what callers make their keys of is nobody's business. */
  key: string;
  /** Of all that is asked: another request with the same key is a mistake. */
  asked: string;
}

const longest = 255;

/**
 * Undefined of a request that has none.
 * @param findUser pseudonym of whom the request is for, where it names somebody
 * @throws HttpProblem 400
 */
export async function keyOf(
  request: Request,
  findUser: () => Promise<string | undefined>,
): Promise<RequestKey | undefined> {
  const key = request.get('idempotency-key');
  if (key === undefined) return undefined;
  if (!/^[\x21-\x7e]+$/.test(key) || key.length > longest)
    throw new HttpProblem(
      400,
      `"Idempotency-Key" is not of 1 to ${longest} printable characters without spaces`,
      'send a UUID, a new one for each request that is not a retry',
    );
  const { path, rawBody } = request;
  const user = await findUser();
  return { ...(user && { user }), key: digest(key), asked: digest([path, rawBody?.toString('base64') ?? '']) };
}
