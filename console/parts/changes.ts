/** That pipelines have changed: one connection for all of the page, kept while the page is seen. */
import { signal } from '@preact/signals';
import { live } from '../api';

interface Version {
  /** That of everything: the connection was opened anew, and what went by meanwhile is not known. */
  all: number;
  /** Of pipelines that have changed since, one more at each change. */
  pipelines: Record<string, number>;
}

const version = signal<Version>({ all: 0, pipelines: {} });

/** The first message of a connection names none. */
let isFirst = true;

function hear(changed: string[]): void {
  const { all, pipelines } = version.value;
  const isBegin = isFirst;
  isFirst = false;
  if (isBegin) return;
  version.value =
    changed.length === 0
      ? { all: all + 1, pipelines }
      : {
          all,
          pipelines: { ...pipelines, ...Object.fromEntries(changed.map((name) => [name, (pipelines[name] ?? 0) + 1])) },
        };
}

let isFollowed = false;

/** A number that is another one when the pipeline, or of no name any pipeline, has changed. */
export function useVersion(pipeline?: string): number {
  if (!isFollowed) {
    isFollowed = true;
    live<string[]>('changes', { message: hear, lost: () => {} });
  }
  const { all, pipelines } = version.value;
  const own = pipeline === undefined ? Object.values(pipelines) : [pipelines[pipeline] ?? 0];
  return own.reduce((sum, each) => sum + each, all);
}
