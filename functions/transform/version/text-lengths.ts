/** How long an example is in the longest of its prompts, as SQL over rendered examples. */
import { variantsOf } from '../../../core/candidates';
import { exampleTurns } from '../../../core/contents';
import { parsePrompt, type Prompt } from '../../../core/prompt';
import type { Configuration } from '../../../schemas/generated/types';

type Measure = 'BYTE_LENGTH' | 'CHAR_LENGTH';

const measured: Record<Measure, (text: string) => number> = {
  BYTE_LENGTH: (text) => Buffer.byteLength(text),
  CHAR_LENGTH: (text) => Array.from(text).length,
};

/** A prompt's own examples in the form of the column history, of whose turns they are the first. */
export const examplesText = (prompt: Prompt): string => (prompt.examples ? JSON.stringify(exampleTurns(prompt)) : '');

/** How long the examples of each prompt are: that of training first, then the others in their order. */
function exampleLengths(lengthOf: (text: string) => number, configuration: Configuration): string {
  const prompts = [parsePrompt(configuration.prompt), ...variantsOf(configuration)];
  return `[${prompts.map((prompt) => lengthOf(examplesText(prompt))).join(', ')}]`;
}

/** As sql/looks/features.sql counts tokens. */
export const fours = (text: string | null): number => Math.ceil(Buffer.byteLength(text ?? '') / 4);

/** Slots of statements that count what each prompt's examples add. */
export const exampleSlots = (configuration: Configuration) => ({
  example_tokens: exampleLengths(fours, configuration),
  example_bytes: exampleLengths(measured.BYTE_LENGTH, configuration),
});

const sum = (measure: Measure, texts: string[]) => texts.map((text) => `${measure}(COALESCE(${text}, ''))`).join(' + ');

/** Slots of statements over whole examples. */
export const lengthSlots = (configuration: Configuration) => ({
  text_bytes: lengthInSql('BYTE_LENGTH', configuration),
  text_characters: lengthInSql('CHAR_LENGTH', configuration),
});

/** Prompt with its examples, history and an answer together. */
export function lengthInSql(measure: Measure, configuration: Configuration, answer = 'target'): string {
  const around = sum(measure, ['history', answer]);
  const lengths = exampleLengths(measured[measure], configuration);
  // It is part of the statements that a version is named after, which stay what they are where no prompt has examples.
  const examples = (place: string) => (/[1-9]/.test(lengths) ? ` + ${lengths}[OFFSET(${place})]` : '');
  const own = sum(measure, ['system_prompt', 'user_prompt']) + examples('0');
  if (variantsOf(configuration).length === 0) return `(${own} + ${around})`;
  const other = sum(measure, ['variant.system_prompt', 'variant.user_prompt']) + examples('place + 1');
  const longest = `(SELECT COALESCE(MAX(${other}), 0) FROM UNNEST(variants) AS variant${examples('0') && ' WITH OFFSET AS place'})`;
  return `(GREATEST(${own}, ${longest}) + ${around})`;
}
