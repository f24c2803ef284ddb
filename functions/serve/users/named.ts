/** Whom a request is for, as either API says it. */

/** The newer name of OpenAI's first; undefined where nobody is named. */
export function userIn(body: unknown): string | undefined {
  const { safety_identifier: identifier, user } = (body ?? {}) as { safety_identifier?: unknown; user?: unknown };
  return [identifier, user].find((value): value is string => typeof value === 'string' && value !== '');
}
