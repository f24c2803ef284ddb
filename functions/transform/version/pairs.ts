/** Target and rejected answer as a pair, from which tuning learns which is preferred: what becomes of it, and how many there are. */
import { preferenceCandidates } from '../../../core/candidates';
import type { Statement } from '../../../core/statement';
import type { Configuration } from '../../../schemas/generated/types';
import type { TransformContext } from '../context';
import { isAbove, limitedModels } from './long-examples';
import { exampleSlots, lengthInSql } from './text-lengths';

/**
 * An expression over the columns of screened examples and their split: used, identical, tooLong, or NULL where there is no pair.
 * An example that is no pair is an example all the same.
 */
export function pairInSql(configuration: Configuration): Required<Statement> {
  const bases = preferenceCandidates(configuration).map(({ base }) => base);
  if (bases.length === 0) return { sql: 'CAST(NULL AS STRING)', params: {} };
  const tooLong = isAbove(
    limitedModels(configuration).filter(({ id }) => bases.includes(id)),
    {
      bytes: lengthInSql('BYTE_LENGTH', configuration, 'rejected'),
      characters: lengthInSql('CHAR_LENGTH', configuration, 'rejected'),
    },
  );
  const sql = `CASE
    WHEN screened.rejected IS NULL OR decided.split IS NULL OR decided.split = 'evaluation' THEN NULL
    WHEN TRIM(screened.rejected) = TRIM(screened.target) THEN 'identical'
    WHEN ${tooLong.sql} THEN 'tooLong'
    ELSE 'used'
  END`;
  return { sql, params: tooLong.params };
}

type Split = 'train' | 'validation';

interface PairRow {
  /** Of the other prompts; −1 is that of training. */
  place: number;
  split: Split;
  pair: 'used' | 'identical' | 'tooLong' | 'none';
  count_examples: number;
  prompt_total: number;
  answers_total: number;
  text_bytes: number;
}

/** Of a version's examples to learn preferences from. */
export interface Pairs {
  train: number;
  validation: number;
  /** Of both splits, those that are no pair: without a rejected answer, with one that is the target, with one that is too long. */
  leftOut: { none: number; identical: number; tooLong: number };
  /** Of the training pairs, in estimated tokens: their prompts, once, in that of training and the others; and both answers. */
  promptTokens: number;
  variantTokens: number[];
  answerTokens: number;
  /** Of all texts, by split. */
  bytes: Record<Split, number>;
}

/** Undefined where no candidate learns preferences. */
export async function countPairs(
  dataset: string,
  { steps, configuration }: TransformContext,
): Promise<Pairs | undefined> {
  if (preferenceCandidates(configuration).length === 0) return undefined;
  const slots = { dataset, ...exampleSlots(configuration) };
  return pairsOf(await steps.rows<PairRow>('pairs', { file: 'looks/pairs.sql', slots }));
}

function pairsOf(rows: PairRow[]): Pairs {
  const main = rows.filter(({ place }) => place === -1);
  const sum = (of: PairRow[], column: 'count_examples' | 'prompt_total' | 'answers_total' | 'text_bytes') =>
    of.reduce((total, row) => total + row[column], 0);
  const used = (split: Split) => main.filter((row) => row.pair === 'used' && row.split === split);
  const leftOut = (why: PairRow['pair']) =>
    sum(
      main.filter(({ pair }) => pair === why),
      'count_examples',
    );
  const variants = rows.filter(({ place, pair, split }) => place >= 0 && pair === 'used' && split === 'train');
  return {
    train: sum(used('train'), 'count_examples'),
    validation: sum(used('validation'), 'count_examples'),
    leftOut: { none: leftOut('none'), identical: leftOut('identical'), tooLong: leftOut('tooLong') },
    promptTokens: sum(used('train'), 'prompt_total'),
    variantTokens: variants.toSorted((a, b) => a.place - b.place).map((row) => row.prompt_total),
    answerTokens: sum(used('train'), 'answers_total'),
    bytes: { train: sum(used('train'), 'text_bytes'), validation: sum(used('validation'), 'text_bytes') },
  };
}
