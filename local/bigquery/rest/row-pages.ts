/** Pages of a table's rows, for tabledata.list and query results. */
import type { Request } from 'express';
import { quote } from '../rows/duck-types';
import { rowOf, type FormatOptions, type Row } from '../rows/rest-rows';
import type { Field } from '../rows/schema';
import type { TableRecord } from '../store/records';
import type { Warehouse } from '../store/warehouse';
import { tableNameOf, storedTable } from '../table-name';
import { isTrue, limitOf, offsetOf, tokenAt } from './http';

export interface RowPage {
  rows: Row[];
  totalRows: string;
  pageToken?: string;
}

export interface PageRequest extends FormatOptions {
  offset: number;
  limit: number;
}

/** A page is also bounded by size, as BigQuery's are by 10 MB. */
const maxPageBytes = 10 * 1024 * 1024;

export async function readPage(
  warehouse: Warehouse,
  table: TableRecord,
  fields: readonly Field[],
  request: PageRequest,
): Promise<RowPage> {
  if (fields.length === 0) return { rows: [], totalRows: '0' };
  const stored = storedTable(tableNameOf(table.reference));
  return warehouse.engine.reading(async (connection) => {
    const [[total] = [0n]] = (await connection.runAndReadAll(`SELECT count(*) FROM ${stored}`)).getRows();
    const columns = fields.map(({ name }) => quote(name)).join(', ');
    const rows: Row[] = [];
    let bytes = 0;
    if (request.limit > 0) {
      const result = await connection.stream(
        `SELECT ${columns} FROM ${stored} LIMIT ${request.limit} OFFSET ${request.offset}`,
      );
      for (
        let chunk = await result.fetchChunk();
        chunk && chunk.rowCount > 0 && bytes < maxPageBytes;
        chunk = await result.fetchChunk()
      ) {
        for (const values of chunk.getRows()) {
          const row = rowOf(values, fields, request);
          rows.push(row);
          bytes += JSON.stringify(row).length;
          if (bytes >= maxPageBytes) break;
        }
      }
    }
    const end = request.offset + rows.length;
    return {
      rows,
      totalRows: String(total),
      ...(rows.length > 0 && end < Number(total) && { pageToken: tokenAt(end) }),
      ...(request.limit === 0 && Number(total) > 0 && { pageToken: tokenAt(request.offset) }),
    };
  });
}

/** The page a request asks for. */
export function pageRequest({ query }: Pick<Request, 'query'>): PageRequest {
  const offset = query.pageToken ? offsetOf(query.pageToken) : Number(query.startIndex ?? 0);
  return {
    offset,
    limit: limitOf(query.maxResults),
    useInt64Timestamp:
      isTrue(query['formatOptions.useInt64Timestamp']) || query['formatOptions.timestampOutputFormat'] === 'INT64',
  };
}
