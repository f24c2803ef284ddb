/** What was dropped for a run, in words. */
import { formatBytes } from '../../core/quantities';
import { plural, visible } from '../../core/wording';
import type { RunView } from './run-view';

/** Address of the folder that the run's files have landed in, with the last slash. */
export function batchOf({ record }: Pick<RunView, 'record'>): string {
  const { bucket, objects } = record.trigger;
  return `gs://${bucket}/${objects[0]?.name.split('/').slice(0, 2).join('/') ?? ''}/`;
}

/** "Dropped  emails.jsonl (403 KB), customers.csv (18 KB) → gs://…/"; of many parts of a source only how many there are. */
export function describeTrigger(view: Pick<RunView, 'record'>): string {
  const { objects } = view.record.trigger;
  const files = objects.map(({ name, bytes }) => ({ name: name.split('/').slice(2).join('/'), bytes }));
  const shown = files.length > mostFiles ? summarizeFolders(files) : files;
  const list = shown.map(({ name, bytes }) => `${name} (${formatBytes(bytes)})`);
  return visible(`${list.join(', ')} → ${batchOf(view)}`);
}

/** More files than these are counted by folder. */
const mostFiles = 5;

function summarizeFolders(files: { name: string; bytes: number }[]): { name: string; bytes: number }[] {
  const folders = new Map<string, { count: number; name: string; bytes: number }>();
  for (const { name, bytes } of files) {
    const folder = name.includes('/') ? `${name.split('/')[0]}/` : name;
    const found = folders.get(folder) ?? { count: 0, name: folder, bytes: 0 };
    folders.set(folder, { count: found.count + 1, name: folder, bytes: found.bytes + bytes });
  }
  return [...folders.values()].map(({ count, name, bytes }) => ({
    name: count > 1 ? `${name} ${plural(count, 'file')}` : name,
    bytes,
  }));
}
