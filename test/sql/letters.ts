/** A small corpus of letters with answers: groups, duplicates, leaks, personal data, and two sources that are joined. */
import type { RowSchema } from '../../core/row-schema';
import type { Sources } from '../../functions/shared/warehouse/sources';
import type { Configuration } from '../../schemas/generated/types';
import type { Transformer } from './transformer';

const words = [
  'kettle lamp carpet mirror bottle drawer cushion ladder bucket candle garden hammer',
  'window pillow teapot basket shovel blanket curtain toaster napkin barrel anchor violin',
  'broken late missing yellow heavy noisy empty bitter narrow sudden gentle frozen',
]
  .join(' ')
  .split(' ');

/** Unlike each other in most of their words. */
const sentence = (n: number) =>
  Array.from({ length: 9 }, (_, at) => words[(n * 31 + at * at * 7 + at * (n % 13)) % words.length]).join(' ');

export interface Letter {
  id: string;
  writer_id: string;
  body: string;
  answer: string;
}

export interface Writer {
  writer_id: string;
  name: string;
}

export const writers: Writer[] = Array.from({ length: 60 }, (_, n) => ({ writer_id: `w${n}`, name: `Name${n}` }));

export const letters: Letter[] = Array.from({ length: 240 }, (_, n) => ({
  id: `l${String(n).padStart(4, '0')}`,
  writer_id: `w${n % 60}`,
  body: `${sentence(n)} ${n} <"&'> \u2028 end`,
  answer: `Answer ${n % 6}`,
}));

export const schemas: Record<'letters' | 'writers', RowSchema> = {
  letters: {
    properties: {
      id: { type: 'string' },
      writer_id: { type: 'string' },
      body: { type: 'string' },
      answer: { type: 'string' },
    },
  },
  writers: { properties: { writer_id: { type: 'string' }, name: { type: 'string' } } },
};

const template = { system: 'Answer.', user: '{{body}}\n— {{name}}' };

const trainingSql = `
SELECT
  letters.id AS key,
  [letters._origin, writers._origin] AS _origin,
  letters.writer_id AS group_key,
  letters.body,
  writers.name,
  letters.answer AS target
FROM letters
INNER JOIN writers ON writers.writer_id = letters.writer_id`;

export const asLetters =
  (change: (configuration: Configuration) => void = () => {}) =>
  (configuration: Configuration): void => {
    Object.assign(configuration, { prompt: template, rowSchemas: schemas, trainingSql });
    const { training, validation } = configuration.pipeline;
    training.split = { salt: 'v1', evaluationShare: 0.2, validationShare: 0.1 };
    validation.checks.nearDuplicates.level = 'off';
    change(configuration);
  };

/** Letters in two parts, writers in one, as validate would leave them. */
export async function stageLetters(
  transformer: Transformer,
  parts: Letter[][] = [letters.slice(0, 100), letters.slice(100)],
): Promise<Record<'letters' | 'writers', Sources[number]['objects']>> {
  const objects = [];
  for (const [at, part] of parts.entries()) {
    objects.push(await transformer.stage('letters', part, schemas.letters, `letters/part-${at}.jsonl`));
  }
  return { letters: objects, writers: [await transformer.stage('writers', writers, schemas.writers)] };
}
