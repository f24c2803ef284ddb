/** Who asks: by the identity token that Cloud Run has checked before the request came here. */
import type { Request } from 'express';

/** The address of whoever has opened the page; undefined where no token says it. */
export function whoAsks(request: Pick<Request, 'get'>): string | undefined {
  const token = request.get('x-serverless-authorization') ?? request.get('authorization');
  const [, claims = ''] = token?.replace(/^Bearer /i, '').split('.') ?? [];
  try {
    const { email } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { email?: unknown };
    return typeof email === 'string' ? email : undefined;
  } catch {
    return undefined;
  }
}
