/** Files that live as long as one statement or one load, and DuckDB's own when memory runs short. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export const temporaryFolder = (directory: string): string => join(directory, 'temporary');

export const createTemporaryFolder = (directory: string): void =>
  void mkdirSync(temporaryFolder(directory), { recursive: true });

/** A new path in the folder. Who writes there removes it. */
export const temporaryFile = (directory: string, extension: string): string =>
  join(temporaryFolder(directory), `${randomUUID()}.${extension}`);
