/** What examples are compared by, made once per run for near duplicates and leakage alike. */
import { configurationOf } from '../../shared/stage/ledger';
import { parsePrompt } from '../../../core/prompt';
import { fillSlots } from '../../../core/statement';
import { comparedText } from './compared-text';
import { intoStaging, type TransformContext } from '../context';
import { bandsFor, bucketsInSql, minimaInSql } from './minhash';

/** A table of key, text_id, first_key, shingles and buckets. Asked for again, it is there. */
export async function sign(screened: string, context: TransformContext): Promise<string> {
  const { sql, prompt, pipeline } = configurationOf(context.run);
  const { checks, personalData } = pipeline.validation;
  // Buckets that find the less similar find the more similar as well.
  const bands = bandsFor(Math.min(checks.nearDuplicates.similarity, checks.leakage.similarity));
  const text = comparedText(parsePrompt(prompt));
  const slots = { screened, text: text.sql, minima: minimaInSql(bands), buckets: bucketsInSql(bands) };
  const statement = {
    ...fillSlots(sql, 'version/signatures.sql', slots),
    params: { ...text.params, quarantines_personal_data: personalData.policy === 'quarantine' },
  };
  return intoStaging('signatures', statement, context);
}
