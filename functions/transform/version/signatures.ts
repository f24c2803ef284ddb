/** What examples are compared by, made once per run for near duplicates and leakage alike. */
import { parsePrompt } from '../../../core/prompt';
import { wordsInSql } from '../../../core/words';
import type { TransformContext } from '../context';
import { comparedText } from './compared-text';
import { bandsFor, bucketsInSql, minimaInSql } from './minhash';

/** A table of key, text_id, first_key, shingles and buckets. Asked for again, it is there. */
export function sign(screened: string, { steps, configuration }: TransformContext): Promise<string> {
  const { checks, personalData } = configuration.pipeline.validation;
  // Buckets that find the less similar find the more similar as well.
  const bands = bandsFor(Math.min(checks.nearDuplicates.similarity, checks.leakage.similarity));
  const text = comparedText(parsePrompt(configuration.prompt));
  return steps.table('signatures', {
    file: 'version/signatures.sql',
    slots: {
      screened,
      text: text.sql,
      words: wordsInSql('text'),
      minima: minimaInSql(bands),
      buckets: bucketsInSql(bands),
    },
    params: { ...text.params, quarantines_personal_data: personalData.policy === 'quarantine' },
  });
}
