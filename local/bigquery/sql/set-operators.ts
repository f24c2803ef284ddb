/**
 * Set operators before a query is parsed. To the SQL library, one that follows a parenthesis belongs to what is inside it, as in
 * `SELECT DISTINCT a FROM (…) UNION ALL …`: a SELECT that ends so is put between parentheses of its own. GoogleSQL's rule
 * that one query has one set operator is checked here too, where the operators still have places.
 */
import { invalidQuery } from '../errors';
import { placeAt } from './string-literals';
import type { Insertion, Token } from './tokens';

/** What stands between two parentheses, or the whole statement. */
interface Level {
  /** What has to stand around set operations in it for the library to read them, and where it begins. */
  enclosed?: Insertion;
  /** Where the SELECT that is being read began. */
  select?: number;
  operator?: string;
  /** Whether ORDER BY or LIMIT has ended its query. */
  hasTail?: boolean;
}

/** @throws BigQueryError invalidQuery for a second, different set operator beside a first one */
export function groupSetOperations(masked: string, tokens: readonly Token[]): Insertion[] {
  const found: Insertion[] = [];
  const levels: Level[] = [{ enclosed: viewQuery(tokens) }];
  const end = (level: Level, at: number) => {
    if (level.operator && level.enclosed !== undefined) found.push(level.enclosed, { at, text: ')' });
  };
  tokens.forEach((token, at) => {
    const level = levels.at(-1)!;
    const before = tokens[at - 1];
    if (token.text === '(') levels.push(before?.text === 'ARRAY' ? { enclosed: { at: token.end, text: '(' } } : {});
    else if (token.text === ')' && levels.length > 1) end(levels.pop()!, token.start);
    else if (token.kind === 'word' && token.text === 'SELECT') level.select ??= token.start;
    else if (token.text === 'LIMIT' || (token.text === 'ORDER' && tokens[at + 1]?.text === 'BY')) level.hasTail = true;
    else if (isSetOperator(tokens, at)) {
      if (level.hasTail)
        throw invalidQuery(
          `Syntax error: Expected ${levels.length > 1 ? '")"' : 'end of input'} but got keyword ${token.text}`,
          placeAt(masked, token.start),
        );
      const operator = `${token.text} ${tokens[at + 1]?.text}`;
      refuseOther(level.operator, operator, tokens, at, masked);
      if (level.select !== undefined && before!.text === ')')
        found.push({ at: level.select, text: '(' }, { at: before!.end, text: ')' });
      level.operator = operator;
      level.select = undefined;
    }
  });
  end(levels[0]!, tokens.at(-1)?.end ?? 0);
  return found;
}

function isSetOperator(tokens: readonly Token[], at: number): boolean {
  const { kind, text } = tokens[at]!;
  if (kind !== 'word' || at === 0 || tokens[at - 1]!.text === '.') return false;
  // The other EXCEPT, after a star, is followed by columns between parentheses.
  return /^(UNION|INTERSECT)$/.test(text) || (text === 'EXCEPT' && tokens[at - 1]!.text !== '*');
}

function refuseOther(
  first: string | undefined,
  operator: string,
  tokens: readonly Token[],
  at: number,
  masked: string,
): void {
  const follows = tokens[at + 1];
  if (follows && !/^(ALL|DISTINCT)$/.test(follows.text)) {
    const got = follows.kind === 'word' ? `keyword ${follows.text}` : `"${follows.text}"`;
    throw invalidQuery(
      `Syntax error: Expected keyword ALL or keyword DISTINCT but got ${got}`,
      placeAt(masked, follows.start),
    );
  }
  if (first && first !== operator)
    throw invalidQuery(
      'Syntax error: Different set operations cannot be used in the same query without using parentheses for grouping',
      placeAt(masked, tokens[at]!.start),
    );
}

/** The library takes no parenthesis for the beginning of a view's query. */
function viewQuery(tokens: readonly Token[]): Insertion | undefined {
  const view = tokens.slice(0, 6).findIndex(({ text }) => text === 'VIEW');
  const as = tokens[0]?.text === 'CREATE' && view > 0 && tokens.find(({ text }, at) => at > view && text === 'AS');
  return as ? { at: as.end, text: ' SELECT * FROM (' } : undefined;
}
