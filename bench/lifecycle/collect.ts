/**
 * Makes history/announcements.jsonl anew, out of clones of the two trackers that history/README.md names:
 * npm run bench -- lifecycle --collect DEPRECATIONS-RSS,MODELDEPRECATIONS.DEV
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repositoryRoot } from '../../core/root';
import { announcementsFile, type Announcement } from './history';

/** Until then the first tracker had no ids of models. */
const firstUsable = '2025-08-26';

const isDay = (text: unknown): text is string => typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text);

/** One model of a commit of deprecations-rss. */
interface Row {
  provider: string;
  model_id?: string;
  model_name?: string;
  shutdown_date?: string;
  /** When the provider says that it told; where it does not say, the tracker repeats the end. */
  deprecation_date?: string;
}

/** One model of modeldeprecations.dev. */
interface Model {
  provider: string;
  model: string;
  deprecated_on?: string | Date;
  shutdown_on?: string | Date;
}

/** @returns how many announcements were written */
export function collectHistory(rss: string, dev: string): number {
  const first = fromRevisions(rss);
  const known = new Set(first.map(({ model }) => model));
  const all = [...first, ...fromModels(dev).filter(({ model }) => !known.has(model))];
  const lines = all.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).map((each) => JSON.stringify(each));
  writeFileSync(join(repositoryRoot(), announcementsFile), `${lines.join('\n')}\n`);
  return lines.length;
}

const keyOf = ({ provider, model }: Announcement): string => `${provider} ${model}`;

const git = (repository: string, ...command: string[]): string =>
  execFileSync('git', ['-C', repository, ...command], { encoding: 'utf8', maxBuffer: 2 ** 30 });

/** Every date as each daily commit has it: a revision where it is another than before. Features and titles are no models. */
function fromRevisions(repository: string): Announcement[] {
  const commits = git(repository, 'log', '--reverse', '--format=%H %cI', '--', 'data.json').trim().split('\n');
  const all = new Map<string, Announcement>();
  for (const [commit, at] of commits.map((line) => line.split(' ') as [string, string])) {
    const seenOn = at.slice(0, 10);
    if (seenOn < firstUsable) continue;
    for (const row of JSON.parse(git(repository, 'show', `${commit}:data.json`)) as Row[]) {
      const { provider, shutdown_date: closesOn, deprecation_date: told } = row;
      const model = row.model_id ?? row.model_name;
      if (!model || /\s/.test(model) || !isDay(closesOn)) continue;
      const found = all.get(`${provider} ${model}`) ?? { provider, model, revisions: [], source: 'deprecations-rss' };
      all.set(`${provider} ${model}`, found);
      if (found.revisions.at(-1)?.closesOn !== closesOn) found.revisions.push({ seenOn, closesOn });
      if (!found.announcedOn && isDay(told) && told < found.revisions[0]!.closesOn && told <= seenOn)
        found.announcedOn = told;
    }
  }
  return [...all.values()];
}

/** Both days as a person has read them on the provider's page; when they moved is not kept there. */
function fromModels(repository: string): Announcement[] {
  const files = git(repository, 'ls-tree', '-r', 'HEAD', '--name-only', 'models/').trim().split('\n');
  return files.flatMap((file): Announcement[] => {
    const model = parse(git(repository, 'show', `HEAD:${file}`)) as Model;
    const { provider, deprecated_on: announcedOn, shutdown_on: closesOn } = model;
    if (!isDay(announcedOn) || !isDay(closesOn)) return [];
    const revisions = [{ seenOn: announcedOn, closesOn }];
    return [{ provider, model: model.model, announcedOn, revisions, source: 'modeldeprecations.dev' }];
  });
}
