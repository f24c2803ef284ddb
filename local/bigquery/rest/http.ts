/** What all routes share: who asks, pages, and errors in Google's shape. */
import type { ErrorRequestHandler, NextFunction, Request, RequestHandler, Response } from 'express';
import type { Principal } from '../../iam/access';
import type { Context } from '../context';
import { toBigQueryError } from '../duckdb/errors';
import { BigQueryError } from '../errors';

export type Answer = (request: Request<Record<string, string>>, principal: Principal) => unknown;

/** A handler that answers JSON, or nothing (204) for undefined. */
export const answering =
  (context: Context, answer: Answer): RequestHandler<Record<string, string>> =>
  async (request: Request<Record<string, string>>, response: Response, next: NextFunction) => {
    try {
      const body = await answer(request, context.access.identify(request.header('authorization')));
      if (body === undefined) response.status(204).end();
      else response.json(body);
    } catch (error) {
      next(error);
    }
  };

export const answerError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const parsing = (error as { type?: string }).type === 'entity.parse.failed';
  const known = parsing
    ? new BigQueryError('invalid', 'Parse Error: the request body is not JSON')
    : toBigQueryError(error);
  response.status(known.status).json(known.body());
};

export interface Page<T> {
  items: T[];
  nextPageToken?: string;
}

const maxPage = 10000;

/** Where a page begins. @throws BigQueryError invalid for a token that this server did not make */
export function offsetOf(given: unknown): number {
  const token = textOf(given);
  if (token === '') return 0;
  const offset = Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isSafeInteger(offset) || offset < 0) throw new BigQueryError('invalid', `Invalid page token: ${token}`);
  return offset;
}

export const tokenAt = (offset: number): string => Buffer.from(String(offset)).toString('base64url');

export function limitOf(text: unknown, otherwise = maxPage): number {
  if (text === undefined || text === '') return otherwise;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 0)
    throw new BigQueryError('invalid', `Invalid value for maxResults: ${JSON.stringify(text)}`);
  return Math.min(limit, maxPage);
}

export function pageOf<T>(items: readonly T[], query: Record<string, unknown>): Page<T> {
  const offset = offsetOf(query.pageToken);
  const end = offset + limitOf(query.maxResults, 1000);
  return { items: items.slice(offset, end), ...(end < items.length && { nextPageToken: tokenAt(end) }) };
}

/** A query string's text; repeated or nested ones are none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A query string's boolean. */
export const isTrue = (value: unknown): boolean => value === true || value === 'true' || value === '1';
