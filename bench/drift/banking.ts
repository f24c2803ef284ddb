/** Banking77 (PolyAI, Casanueva et al. 2020, CC BY 4.0), which is not shipped: questions to a bank, each of one of 77 intents. */
import { parse } from 'csv-parse/sync';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../core/root';

export interface Question {
  text: string;
  intent: string;
}

/** Beside the checkout. */
export const defaultData = join(repositoryRoot(), '..', 'shared', 'data', 'banking77');

/** @throws Error when the folder has no train.csv and test.csv */
export function readBanking(folder: string): { train: Question[]; test: Question[] } {
  const read = (file: string): Question[] => {
    const path = join(folder, file);
    if (!existsSync(path))
      throw new Error(`no ${path}: name the folder of Banking77's train.csv and test.csv by --data`);
    const rows: { text: string; category: string }[] = parse(readFileSync(path), { columns: true });
    return rows.map(({ text, category }) => ({
      text: text.trim(),
      intent: category.replaceAll('_', ' ').toLowerCase(),
    }));
  };
  return { train: read('train.csv'), test: read('test.csv') };
}
