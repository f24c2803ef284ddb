/** Reading the log: https://docs.cloud.google.com/logging/docs/reference/v2/rest/v2/entries/list */
import express, { Router, type NextFunction, type Request, type Response } from 'express';
import type { Access } from '../iam/access';
import type { Log } from '../log';
import { RpcError, toRpcError } from '../rpc/errors';
import { logEntryOf, type LogEntry, type Place } from './entry';
import { parseFilter } from './filter';

export interface EntriesDeps {
  access: Access;
  log: Pick<Log, 'read'>;
  place: Place;
}

interface Asked {
  resourceNames: string[];
  filter: string;
  orderBy: 'timestamp asc' | 'timestamp desc';
  pageSize: number;
  pageToken: string;
}

const known = ['resourceNames', 'filter', 'orderBy', 'pageSize', 'pageToken'];
const mostPerPage = 1000;

export function createEntries({ access, log, place }: EntriesDeps): Router {
  const router = Router();
  router.post('/v2/entries:list', express.json({ limit: '1mb' }), async (request, response) => {
    const asked = askedIn(request.body as Partial<Asked>);
    if (asked.resourceNames.join() !== `projects/${place.project}`)
      throw new RpcError('INVALID_ARGUMENT', `The local cloud has the log of projects/${place.project} alone`);
    access.check(access.identify(request.headers.authorization), 'logging.logEntries.list', asked.resourceNames[0]!);
    const from = Number(asked.pageToken || 0);
    const found = await entriesMeant(log, place, asked);
    const entries = found.slice(from, from + asked.pageSize);
    const next = from + entries.length;
    response.json({
      ...(entries.length > 0 && { entries }),
      ...(next < found.length && { nextPageToken: String(next) }),
    });
  });
  router.use((error: Error & { status?: number }, _request: Request, response: Response, _next: NextFunction) => {
    const refused = error.status === 400 ? new RpcError('INVALID_ARGUMENT', error.message) : toRpcError(error);
    response.status(refused.httpStatus).json(refused.toBody());
  });
  return router;
}

async function entriesMeant(log: Pick<Log, 'read'>, place: Place, { filter, orderBy }: Asked): Promise<LogEntry[]> {
  const isMeant = filterOf(filter);
  const found: LogEntry[] = [];
  let number = 0;
  for await (const printed of log.read()) {
    const entry = logEntryOf(printed, String(number++), place, printed.time);
    if (isMeant(entry)) found.push(entry);
  }
  const inTime = found.toSorted((a, b) => a.timestamp.localeCompare(b.timestamp));
  return orderBy === 'timestamp desc' ? inTime.toReversed() : inTime;
}

function filterOf(filter: string): (entry: LogEntry) => boolean {
  try {
    return parseFilter(filter);
  } catch (error) {
    throw new RpcError('INVALID_ARGUMENT', (error as Error).message);
  }
}

/** @throws RpcError for what Google refuses, and for what is not answered here */
function askedIn(body: Partial<Asked>): Asked {
  const refuse = (why: string): never => {
    throw new RpcError('INVALID_ARGUMENT', why);
  };
  const strange = Object.keys(body).find((field) => !known.includes(field));
  if (strange) refuse(`Invalid JSON payload received. Unknown name "${strange}": Cannot find field.`);
  const { resourceNames = [], filter = '', orderBy = 'timestamp asc', pageSize = 50, pageToken = '' } = body;
  if (resourceNames.length === 0) refuse('resource_names: at least one is required');
  if (!['timestamp asc', 'timestamp desc'].includes(orderBy)) refuse(`Invalid order_by: ${orderBy}`);
  if (!Number.isInteger(pageSize) || pageSize < 0) refuse(`Invalid page_size: ${pageSize}`);
  if (!/^\d*$/.test(pageToken)) refuse('page_token is not one that was answered');
  return { resourceNames, filter, orderBy, pageSize: Math.min(pageSize || 50, mostPerPage), pageToken };
}
