/** GoogleSQL text to a syntax tree, by the SQL library; its complaints become BigQuery's own. */
import { init, parse as parseWith } from '@polyglot-sql/sdk';
import { invalidQuery } from '../errors';
import type { Node } from './ast';
import { refuseForeignSyntax } from './foreign-syntax';
import { originalOffset, respell, restorePlaces } from './respelling';
import { maskLiterals, placeAt, type StringLiteral } from './string-literals';
import { tokensOf } from './tokens';

export interface Script {
  statements: Node[];
  /** What the placeholders in the tree stand for. */
  literals: StringLiteral[];
}

let ready: Promise<unknown> | undefined;

/** Loads the parser (a WebAssembly module of about a second); later calls are free. A failed load is tried again. */
export async function loadParser(): Promise<void> {
  ready ??= init().catch((error: unknown) => {
    ready = undefined;
    throw error;
  });
  await ready;
}

/** The statements of a script. @throws BigQueryError invalidQuery with the place of the fault. */
export function parse(sql: string): Script {
  if (sql.trim() === '') throw invalidQuery('Syntax error: Unexpected end of statement', { line: 1, column: 1 });
  const { masked, literals } = maskLiterals(sql);
  const tokens = tokensOf(masked);
  refuseForeignSyntax(masked, tokens);
  const respelled = respell(masked, tokens);
  const result = parseWith(respelled.text, 'bigquery' as Parameters<typeof parseWith>[1]);
  if (result.success) {
    restorePlaces(result.ast, masked, respelled);
    return { statements: result.ast as unknown as Node[], literals };
  }
  const { error = 'unreadable', errorStart } = result as { error?: string; errorStart?: number };
  const reason = error.replace(/^.*?Parse error at line \d+, column \d+:\s*/, '').replace(/ near \[.*\]$/s, '');
  throw invalidQuery(`Syntax error: ${reason}`, placeAt(masked, originalOffset(errorStart ?? 0, respelled)));
}
