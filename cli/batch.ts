/** From files on the command line to objects in the landing bucket. */
import { createHash } from 'node:crypto';
import { basename, extname } from 'node:path';
import { CliError, exitCodes } from './errors';

export interface DroppedFile {
  source: string;
  path: string;
}

/**
 * Says which source each file is: `--source name=file` as it says; otherwise by the file's name (emails.jsonl is `emails`);
 * a pipeline of one source takes any file.
 * @param sources the pipeline's sources and their formats
 * @param named the values of `--source`
 * @throws CliError (usage) naming every file and source that does not fit
 */
export function mapFiles(
  pipeline: string,
  sources: Record<string, { format: string }>,
  files: string[],
  named: string[] = [],
): DroppedFile[] {
  const known = Object.keys(sources);
  const list = known.join(', ');
  const refuse = (message: string, why: string, next?: string): never => {
    throw new CliError(message, { exitCode: exitCodes.usage, why, next });
  };
  const dropped = [
    ...named.map((text) => {
      const [, source = '', path = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
      if (!source || !path) refuse(`--source ${text} is not NAME=FILE`, `the sources of ${pipeline} are: ${list}`);
      return { source, path };
    }),
    ...files.map((path) => {
      const stem = basename(path, extname(path));
      return { source: known.length === 1 && !(stem in sources) ? known[0]! : stem, path };
    }),
  ];
  for (const { source, path } of dropped) {
    if (known.includes(source)) continue;
    const example = `npx landfall drop ${pipeline} --source ${known[0]}=${path}`;
    refuse(`${path} is no source of ${pipeline}`, `its sources are ${list}; "${source}" is none of them`, example);
  }
  for (const source of known) {
    const paths = dropped.filter((file) => file.source === source).map(({ path }) => path);
    if (paths.length > 1) refuse(`source ${source} is given ${paths.length} times`, paths.join(', '));
  }
  return dropped;
}

/** Sources of the pipeline that no file was given for. */
export function missingSources(sources: Record<string, unknown>, dropped: DroppedFile[]): string[] {
  return Object.keys(sources).filter((source) => !dropped.some((file) => file.source === source));
}

/**
 * Name of a batch made now: UTC date and time, and 8 hex digits of what it holds, so that two drops never share one.
 * @param digests hex digest of each file, in the order of the sources
 */
export function batchName(now: Date, digests: string[]): string {
  const at = now.toISOString().slice(0, 19).replaceAll(':', '');
  return `${at}-${digestOf(digests)}`;
}

/** Name of a batch that is the same for the same content: dropping it twice is dropping it once. */
export function contentBatchName(prefix: string, digests: string[]): string {
  return `${prefix}-${digestOf(digests)}`;
}

function digestOf(parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 8);
}

/** gs:// path below the landing bucket. */
export function landingPath(pipeline: string, batch: string, source: string, format: string): string {
  return `${pipeline}/${batch}/${source}.${format}`;
}
