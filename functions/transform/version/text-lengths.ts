/** How long an example is in the longest of its prompts, as SQL over rendered examples. */
import { variantsOf } from '../../../core/candidates';
import type { Configuration } from '../../../schemas/generated/types';

type Measure = 'BYTE_LENGTH' | 'CHAR_LENGTH';

const sum = (measure: Measure, texts: string[]) => texts.map((text) => `${measure}(COALESCE(${text}, ''))`).join(' + ');

/** Slots of statements over whole examples. */
export const lengthSlots = (configuration: Configuration) => ({
  text_bytes: lengthInSql('BYTE_LENGTH', configuration),
  text_characters: lengthInSql('CHAR_LENGTH', configuration),
});

/** Prompt, history and an answer together. */
export function lengthInSql(measure: Measure, configuration: Configuration, answer = 'target'): string {
  const around = sum(measure, ['history', answer]);
  const own = sum(measure, ['system_prompt', 'user_prompt']);
  if (variantsOf(configuration).length === 0) return `(${own} + ${around})`;
  const other = sum(measure, ['variant.system_prompt', 'variant.user_prompt']);
  const longest = `(SELECT COALESCE(MAX(${other}), 0) FROM UNNEST(variants) AS variant)`;
  return `(GREATEST(${own}, ${longest}) + ${around})`;
}
