/** Texts of sql/, by path below it, as a configuration holds them. */
import { readdirSync, readFileSync } from 'node:fs';

export const sharedSql: Record<string, string> = Object.fromEntries(
  readdirSync('sql', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.sql') && !file.startsWith('history'))
    .map((file) => [file, readFileSync(`sql/${file}`, 'utf8')]),
);
