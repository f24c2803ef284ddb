/** The key by which a caller says that a request is one it has sent before: draft-ietf-httpapi-idempotency-key-header. */
import { digest } from '../../../core/digest';
import { HttpProblem } from '../../shared/http/problem';
import type { Request } from '../../shared/http/body';

export interface RequestKey {
  /** Pseudonym of whom the request is for: whoever forgets them finds what was kept of them. */
  user?: string;
  /** The key's own digest: what callers make their keys of is nobody's business. */
  key: string;
  /** Of all that is asked: another request with the same key is a mistake. */
  asked: string;
}

const longest = 255;

/** What tells requests with one key apart. */
interface Named {
  path: string;
  body: () => Promise<unknown>;
  /** Pseudonym of whom the request is for, where it names somebody. */
  findUser: () => Promise<string | undefined>;
}

/** Undefined of a request that has none. @throws HttpProblem 400 */
export async function keyOf({ headers }: Request, { path, body, findUser }: Named): Promise<RequestKey | undefined> {
  const key = headers['idempotency-key'];
  if (typeof key !== 'string') return undefined;
  if (!/^[\x21-\x7e]+$/.test(key) || key.length > longest)
    throw new HttpProblem(
      400,
      `"Idempotency-Key" is not of 1 to ${longest} printable characters without spaces`,
      'send a UUID, a new one for each request that is not a retry',
    );
  const user = await findUser();
  return { ...(user && { user }), key: digest(key), asked: digest([path, await body()]) };
}
