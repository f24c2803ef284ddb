/** CREATE TABLE's options behind its partitions and clusters: the SQL library reads them after a column list only. */
import type { Insertion, Token } from './tokens';

/** Says the options right after the column list, and makes a comment of where they stand. */
export function optionsFirst(masked: string, tokens: readonly Token[]): Insertion[] {
  const isCreateTable = tokens[0]?.text === 'CREATE' && tokens.slice(1, 4).some(({ text }) => text === 'TABLE');
  if (!isCreateTable) return [];
  const outer = outerTokens(tokens);
  const layout = outer.find(
    ({ token, at }) => /^(PARTITION|CLUSTER)$/.test(token.text) && tokens[at - 1]!.text === ')',
  );
  const options = layout && outer.find(({ token, at }) => token.text === 'OPTIONS' && at > layout.at);
  const last = options && outer.find(({ token, at }) => token.text === ')' && at > options.at);
  if (!last) return [];
  const [from, to] = [options.token.start, last.token.end];
  if (masked.slice(from, to).includes('/*')) return [];
  const said = tokens.slice(options.at, last.at + 1).map(({ start, end }) => masked.slice(start, end));
  return [
    { at: layout.token.start, text: `${said.join(' ')} ` },
    { at: from, text: '/*' },
    { at: to, text: '*/' },
  ];
}

/** The tokens that stand in no parentheses, and these themselves. */
function outerTokens(tokens: readonly Token[]) {
  let depth = 0;
  return tokens.flatMap((token, at) => {
    if (token.text === ')') depth--;
    const isOuter = depth === 0;
    if (token.text === '(') depth++;
    return isOuter ? [{ token, at }] : [];
  });
}
