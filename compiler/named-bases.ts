/** The base models that pipeline folders name, whether or not the rest of a folder is right. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSourceFile } from './source-file';

/** Names of pipelines, in order, by each base that their candidates name. */
export function namedBases(pipelines: string): Map<string, string[]> {
  const named = new Map<string, string[]>();
  const folders = existsSync(pipelines) ? readdirSync(pipelines).toSorted() : [];
  for (const folder of folders.filter((name) => existsSync(join(pipelines, name, 'pipeline.yaml')))) {
    const { value } = readSourceFile(join(pipelines, folder, 'pipeline.yaml'), folder);
    const candidates = (value as { tuning?: { candidates?: unknown } } | undefined)?.tuning?.candidates;
    const bases = Array.isArray(candidates) ? candidates.flatMap((one: { base?: unknown } | null) => one?.base) : [];
    for (const base of new Set(bases)) {
      if (typeof base === 'string') named.set(base, [...(named.get(base) ?? []), folder]);
    }
  }
  return named;
}
