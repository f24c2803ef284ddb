/** The files behind what was named on the command line: folders looked into, objects of earlier batches fetched. */
import { accessSync, constants, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isUnfinished, whyNoData } from '../core/batch/landing-path';
import { gsUri, isGsUri, parseGsUri, readGsUri } from '../core/gs-uri';
import { checkNames, slashes, type DroppedFile, type NamedFile } from '../operations/drop/batch';
import type { Cloud } from '../operations/cloud';
import { visible } from '../core/wording';
import { OperationError, exitCodes } from '../operations/errors';
import { labelled } from './render/run-lines';

/** Where objects are; none is needed for files of this machine alone. */
type Storing = Pick<Cloud, 'storage'> | undefined;

/**
 * Each folder, and each gs:// name that ends in "/", as the files below it in the order of their names.
 * @throws OperationError (usage) for a folder without files
 */
export async function lookIntoFolders(cloud: Storing, files: NamedFile[]): Promise<NamedFile[]> {
  const found = await Promise.all(
    files.map(async (file) => {
      const isFolder = isGsUri(file.path)
        ? file.path.endsWith('/')
        : statSync(file.path, { throwIfNoEntry: false })?.isDirectory();
      if (!isFolder) return [file];
      const paths = isGsUri(file.path) ? await listObjects(cloud, file.path) : listFiles(file.path);
      sayLeftOut(file.path);
      if (paths.length === 0)
        throw new OperationError(`${file.path} holds no files.`, {
          exitCode: exitCodes.usage,
          why: 'names that begin with "." or "_" are left out, and files that are not whole yet (.tmp, .part, .crdownload)',
        });
      return paths.map((path) => ({ ...file, path, folder: file.path }));
    }),
  );
  return found.flat();
}

/** A file that is not whole yet is left out, which whoever named the folder may not expect. */
function sayLeftOut(folder: string): void {
  if (isGsUri(folder)) return;
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isUnfinished);
  if (names.length === 0) return;
  const shown = [...names.slice(0, 3), ...(names.length > 3 ? ['…'] : [])].join(', ');
  process.stderr.write(`${labelled('Left out', visible(`not whole yet, say their names: ${shown}`))}\n`);
}

/** Files below a folder by name, but for those that tools left beside them or have not finished. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((below) => whyNoData(slashes(below)) === undefined && statSync(join(folder, below)).isFile())
    .toSorted()
    .map((below) => join(folder, below));
}

async function listObjects(cloud: Storing, folder: string): Promise<string[]> {
  const { bucket, name: prefix } = parseGsUri(folder);
  const [objects] = await cloud!.storage.bucket(bucket).getFiles({ prefix });
  return objects
    .map(({ name }) => name)
    .filter((name) => !name.endsWith('/') && whyNoData(name.slice(prefix.length)) === undefined)
    .toSorted()
    .map((name) => gsUri({ bucket, name }));
}

/**
 * What files hold is for the run to say.
 * @throws OperationError (usage) for a file that is not there or cannot be read, and for more than a run takes
 */
export function checkFiles(files: DroppedFile[]): void {
  checkNames(files);
  for (const { path } of files) {
    const refuse = (message: string, why?: string): never => {
      throw new OperationError(message, { exitCode: exitCodes.usage, where: resolve(path), why });
    };
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) refuse(`There is no file ${path}.`);
    else if (!found.isFile()) refuse(`${path} is no file.`);
    try {
      accessSync(path, constants.R_OK);
    } catch (error) {
      refuse(`${path} cannot be read.`, (error as Error).message);
    }
  }
}

/**
 * Brings files that are given as gs://BUCKET/NAME, as those of an earlier run are, into a folder of this machine.
 * @returns the same files, each by a path on this machine
 * @throws OperationError (usage) for an object that is not there
 */
export async function fetchObjects<File extends DroppedFile & { generation?: string }>(
  cloud: Storing,
  files: File[],
  folder: string,
): Promise<File[]> {
  const fetched: File[] = [];
  for (const [index, file] of files.entries()) {
    const landed = readGsUri(file.path);
    if (!landed) {
      fetched.push(file);
      continue;
    }
    const { bucket, name } = landed;
    mkdirSync(join(folder, String(index)), { recursive: true });
    const destination = join(folder, String(index), basename(name));
    try {
      // Without a generation, what lies there now.
      await cloud!.storage.bucket(bucket).file(name, { generation: file.generation }).download({ destination });
    } catch (error) {
      if ((error as { code?: number }).code !== 404) throw error;
      throw new OperationError(`There is no object ${file.path} in the local cloud.`, { exitCode: exitCodes.usage });
    }
    fetched.push({ ...file, path: destination });
  }
  return fetched;
}
