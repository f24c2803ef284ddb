/** The warehouse's views of what has happened, as sql/history/ has them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillSlots } from '../core/statement';

export interface View {
  name: string;
  /** The first line of its file. */
  description: string;
  query: string;
}

export function readViews(root: string, project: string): View[] {
  const tables = { events: `${project}.landfall.events`, predictions: `${project}.landfall.predictions` };
  const folder = join(root, 'sql/history');
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  const texts = Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  return files.toSorted().map((file) => ({
    name: file.slice(0, -'.sql'.length),
    description: texts[file]!.split('\n', 1)[0]!.replace(/^-- /, ''),
    query: fillSlots(texts, file, tables).sql,
  }));
}
