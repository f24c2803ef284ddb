/** The files that somebody chooses, or drops on the page: those of a folder with their places in it. */
import { whyNoData } from '../../../core/batch/landing-path';

export interface ChosenFile {
  /** With the folders above it, from the one that was chosen. */
  path: string;
  /** The folder that was chosen, when the file is in one. */
  folder?: string;
  file: File;
}

/** Of an input, which knows of each file where in the folder it lies. */
export const filesOf = (list: FileList): ChosenFile[] =>
  [...list].flatMap((file) => chosen(file.webkitRelativePath || file.name, file));

/** Of what was dropped: folders are looked into. */
export async function filesDropped(data: DataTransfer): Promise<ChosenFile[]> {
  // After the first pause a browser has forgotten what was dropped.
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  return (await Promise.all(entries.map(filesBelow))).flat();
}

async function filesBelow(entry: FileSystemEntry): Promise<ChosenFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return chosen(entry.fullPath.replace(/^\//, ''), file);
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const below: FileSystemEntry[] = [];
  for (;;) {
    // A hundred at a time, says the browser.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    below.push(...some);
  }
  return (await Promise.all(below.map(filesBelow))).flat();
}

/** What tools leave beside data is not taken from a folder. */
function chosen(path: string, file: File): ChosenFile[] {
  const [folder, ...below] = path.split('/');
  if (below.length === 0) return [{ path, file }];
  return whyNoData(below.join('/')) === undefined ? [{ path, folder: folder!, file }] : [];
}
