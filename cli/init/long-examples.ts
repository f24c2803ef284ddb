/** Examples that are longer than the base model reads, or what answers in its name on this machine. */
import type { BaseModel } from '../../catalog';
import { plural, portion } from '../../core/wording';
import type { ExaminedSource } from './examine';
import type { PipelinePlan } from './plan';
import type { Reader } from './reader';

/** Fewer are told by the run's own check, and change little. */
const many = 0.01;

/**
 * A sentence where they are many, by Landfall's estimate of tokens: bytes, those of what is not ASCII apart. The prompt's own
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
  // Whatever is not ASCII has two bytes or more a character: as many as twice those beyond the first.
  const others = `LEAST(${total('STRLEN')}, 2 * (${total('STRLEN')} - (${total('LENGTH')})))`;
  const { ascii, other } = base.bytesPerToken;
  const most = Math.min(base.tokensPerExample, base.contextTokens);
  const [found] = await reader.query(
    `SELECT COUNT_IF(CEIL((${total('STRLEN')} - ${others}) / ${ascii} + ${others} / ${other}) > ${most}) AS long FROM ${table.name}`,
  );
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
