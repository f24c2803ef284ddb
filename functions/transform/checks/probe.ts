/** Whether there is anything to learn from the examples, told before a token of tuning is paid for. */
import { judge } from '../../../core/checks';
import { mostCharacters, mostProbed } from '../../../core/probe/limits';
import { errorRates, probe } from '../../../core/probe/probe';
import { parsePrompt } from '../../../core/prompt';
import { wordsInSql } from '../../../core/words';
import type { Check, RowFinding } from '../../../schemas/generated/types';
import type { TransformContext } from '../context';
import { comparedText } from '../version/compared-text';
import type { Version } from './looked-at';
import { text } from './measurements';

interface ProbedRow {
  key: string;
  origin: string | null;
  is_personal: boolean;
  prompt: string;
  target: string;
  is_cut: boolean;
  count_rows: number;
  count_distinct: number;
}

/** None unless `tuning.probe` asks for it. The same version always comes to the same. */
export async function checkProbe(
  { version, dataset }: Pick<Version, 'version' | 'dataset'>,
  { configuration, steps }: TransformContext,
): Promise<Check[]> {
  const level = configuration.pipeline.tuning.probe;
  if (level === 'off') return [];
  const asked = comparedText(parsePrompt(configuration.prompt));
  const rows = await steps.rows<ProbedRow>('probe', {
    file: 'looks/probed.sql',
    slots: { dataset, text: asked.sql, prompt_words: wordsInSql('prompt'), target_words: wordsInSql('target') },
    params: { ...asked.params, half_length: mostCharacters / 2, most: mostProbed },
  });
  const [{ count_rows: all, count_distinct: distinct } = { count_rows: 0, count_distinct: 0 }] = rows;
  const { refused, threshold, reason, ...found } = probe({ examples: rows.map(pairOf), rows: all, distinct }, version);
  const advice = refused ? `. Mend training.sql or the files; tuning.probe: warn lets the run go on` : '';
  const finding = {
    ...found,
    reason: `${reason} (${errorRates})${advice}`,
    rows: refused ? rows.slice(0, 3).map(shownRow) : [],
  };
  return [judge({ level, threshold }, { name: 'probe', ...finding })];
}

const pairOf = ({ prompt, target, is_cut: isCut }: ProbedRow) => ({ prompt, target, isCut });

/** To be read: who sees three of them mostly sees what is wrong. */
const shownRow = ({ key, origin, is_personal: isPersonal, prompt, target }: ProbedRow): RowFinding => {
  const [asked, answer] = isPersonal ? [undefined, undefined] : [prompt, target];
  return { where: key, ...(origin !== null && { origin }), what: `prompt ${text(asked)} with target ${text(answer)}` };
};

/** The probe of a version that exists already, whose table may be gone: as the run that made it has measured it. */
export function probedBefore(checks: readonly Check[], { configuration }: TransformContext): Check[] {
  const level = configuration.pipeline.tuning.probe;
  if (level === 'off') return [];
  const known = checks.find(({ name }) => name === 'probe');
  if (known) return [judge({ level, threshold: known.threshold }, known)];
  const reason = "not probed: the version's table is gone, and it was not probed when it was made";
  return [judge({ level, threshold: 0 }, { name: 'probe', measured: null, unit: 'share', count: 0, total: 0, reason })];
}
