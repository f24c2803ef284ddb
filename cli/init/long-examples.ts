/** Examples that are longer than the base model reads, or what answers in its name on this machine. */
import type { BaseModel } from '../../catalog';
import { bytesPerTokenOf, mostTokens, tokensInSql } from '../../core/tokens';
import { plural, portion } from '../../core/wording';
import type { ExaminedSource } from './examine';
import type { PipelinePlan } from './plan';
import type { Reader } from './reader';

/** Fewer are told by the run's own check, and change little. */
const many = 0.01;

/**
 * A sentence where they are many, by the estimate that a run makes. The prompt's own
 * words are left out of account, and what other sources are joined to the main one.
 */
export async function describeLongExamples(
  { example }: PipelinePlan,
  sources: ExaminedSource[],
  reader: Reader,
  base: BaseModel,
): Promise<string[]> {
  if (example.kind !== 'columns') return [];
  const { table } = sources.find(({ name }) => name === example.target.source)!;
  const texts = [...example.inputs.map(({ column }) => column), example.target]
    .filter(({ source }) => source === example.target.source)
    .map(({ profile }) => `COALESCE(c${table.columns.indexOf(profile.name)}, '')`);
  const total = (measure: string): string => texts.map((text) => `${measure}(${text})`).join(' + ');
  const { ascii, other } = bytesPerTokenOf(base);
  const tokens = tokensInSql({
    bytes: `(${total('STRLEN')})`,
    characters: `(${total('LENGTH')})`,
    ascii: String(ascii),
    other: String(other),
  });
  const most = mostTokens(base);
  const [found] = await reader.query(`SELECT COUNT_IF(${tokens} > ${most}) AS long FROM ${table.name}`);
  const long = Number(found?.['long']);
  if (long <= table.rows * many) return [];
  const reads =
    base.answeredBy === undefined
      ? `${base.id} reads`
      : `${base.answeredBy}, which answers for ${base.id} on this machine, reads`;
  return [
    `${portion(long, table.rows, 'row')} ${long === 1 ? 'is' : 'are'} longer than the ${plural(most, 'token')} that ${reads}: no example comes of them.`,
  ];
}
