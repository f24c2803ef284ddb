/** Errors in the form in which OpenAI's clients read them. */
import { HttpProblem } from '../../shared/http/problem';

/** By status: https://platform.openai.com/docs/guides/error-codes, and the `type` that its API gives with each. */
const types: Record<number, string> = { 401: 'authentication_error', 403: 'permission_error', 429: 'rate_limit_error' };

export function toOpenAiError({ status, detail, fix, details: { param, code, id } }: HttpProblem) {
  const type = types[status] ?? (status < 500 ? 'invalid_request_error' : 'server_error');
  const message = fix ? `${detail}: ${fix}` : detail;
  return { error: { message, type, param: param ?? null, code: code ?? null, ...(id && { id }) } };
}

export const invalid = (param: string, what: string, fix?: string, code = 'invalid_value'): HttpProblem =>
  new HttpProblem(400, what, fix, { param, code });

export const unsupported = (param: string, what: string, fix: string): HttpProblem =>
  invalid(param, what, fix, 'unsupported_parameter');
