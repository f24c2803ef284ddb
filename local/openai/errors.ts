/** The errors of OpenAI's API, in its own words. */
import type { ErrorRequestHandler } from 'express';
import { RpcError } from '../rpc/errors';
import { failStream } from '../vertex/chat-stream';

interface Details {
  code?: string;
  param?: string;
}

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly details: Details = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export const invalid = (param: string, message: string, code = 'invalid_value'): ApiError =>
  new ApiError(400, message, { param, code });

export const noModel = (id: string): ApiError =>
  new ApiError(404, `The model \`${id}\` does not exist or you do not have access to it.`, {
    code: 'model_not_found',
    param: 'model',
  });

/** The last handler of the router; whatever is none of these is a fault of the server. */
export const sendError: ErrorRequestHandler = (thrown: unknown, _request, response, _next) => {
  const { status, message, details } = toApiError(thrown);
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  const body = { error: { message, type, param: null, code: null, ...details } };
  if (response.headersSent) failStream(response, body);
  else response.status(status).json(body);
};

/** The small model says how long a prompt is in the words of Vertex AI. */
const tooLong = /input token count \((\d+)\) exceeds the maximum number of tokens allowed \((\d+)\)/i;

function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const { message, status = 500 } = thrown as Error & { status?: number };
  const [, tokens, most] = tooLong.exec(message) ?? [];
  if (tokens && most)
    return invalid(
      'messages',
      `This model's maximum context length is ${Number(most) + 1} tokens. However, your messages resulted in ${tokens} tokens. Please reduce the length of the messages.`,
      'context_length_exceeded',
    );
  if (thrown instanceof RpcError) return new ApiError(thrown.httpStatus, message);
  // What the parser of a body says of it.
  return new ApiError(status, message);
}
