/** Names that a glob pattern takes: docs.cloud.google.com/storage/docs/json_api/v1/objects/list, matchGlob. */
import { invalid } from './errors';

/** Of what stands between slashes: `*` any characters, `?` one; `**` goes over slashes; `{a,b}` either. @throws StorageError 400 for others */
export function globExpression(pattern: string): RegExp {
  if (/[[\]\\]/.test(pattern)) throw invalid('The local Cloud Storage knows *, **, ? and {a,b} of matchGlob alone.');
  let isChoice = false;
  const source = pattern.replace(/\*\*|[*?{},.+^$|()]/g, (token) => {
    if (token === '{') isChoice = true;
    if (token === ',' && isChoice) return '|';
    if (token === '}') isChoice = false;
    return meanings[token] ?? `\\${token}`;
  });
  if (isChoice) throw invalid(`Invalid glob pattern: ${pattern}`);
  return new RegExp(`^${source}$`, 'su');
}

const meanings: Record<string, string> = { '**': '.*', '*': '[^/]*', '?': '[^/]', '{': '(?:', '}': ')', ',': ',' };
