/** Texts as they go on record: personal data and secrets in them are tokens, unless the pipeline says otherwise. Callers and models are told all of it. */
import { personalDataKinds, type PersonalDataKind } from '../../../core/personal-data/kinds';
import { redacted, saltOf, type Redacted } from '../../../core/personal-data/redact';
import type { PipelineSpec } from '../../../schemas/generated/types';

type RecordsRule = NonNullable<NonNullable<PipelineSpec['serving']['records']>['personalData']>;

export interface RecordedTexts {
  text: (said: string) => string;
  /** The same, with where its places have gone. */
  placed: (said: string) => Redacted;
  /** With every text within, and whole numbers, of which one may be a card's. */
  json: (value: unknown) => string;
  /** The kinds that tokens stand for until now, as the column `redacted` has them. */
  redacted: () => string | null;
}

/** Of one row. @param rule of the run behind it; without one, as where the run cannot be read, all of it is redacted */
export function createRecordedTexts(
  pipeline: string,
  { policy = 'redact', kinds = [...personalDataKinds] }: Partial<RecordsRule> = {},
): RecordedTexts {
  const found = new Set<PersonalDataKind>();
  const redaction = {
    kinds: policy === 'off' ? [] : kinds,
    // Few texts have anything to be replaced.
    salt: () => saltOf(pipeline),
    onFound: (kind: PersonalDataKind) => void found.add(kind),
  };
  const placed = (said: string): Redacted =>
    policy === 'off' ? { text: said, placeOf: (place) => place } : redacted(said, redaction);
  const text = (said: string): string => placed(said).text;
  const within = (_key: string, value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (!Number.isSafeInteger(value)) return value;
    const said = text(String(value));
    return said === String(value) ? value : said;
  };
  return {
    text,
    placed,
    json: (value) => JSON.stringify(value, within),
    redacted: () => (found.size > 0 ? [...found].toSorted().join(', ') : null),
  };
}

/** What the pipeline says of its records. */
export const recordsRule = ({ serving }: Pick<PipelineSpec, 'serving'>): RecordsRule | undefined =>
  // A run that was begun by an earlier version has no `serving`.
  (serving as PipelineSpec['serving'] | undefined)?.records?.personalData;
