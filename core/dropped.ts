/** Training examples that a tuner cut off or left out, and the landed rows that they were made of. */
import { readOrigin } from './origin';
import { percent, plural, thousands } from './wording';

/** runs/PIPELINE/RUN/tune/dropped/CANDIDATE.json */
export interface DroppedRecord {
  candidate: string;
  /** How many there are. */
  count: number;
  /** As many as the provider names. */
  sample: DroppedExample[];
}

export interface DroppedExample {
  /** Of the training file, from 1. */
  line: number;
  reason?: string;
  /** gs://BUCKET/NAME#GENERATION:ROW each; none where the lineage does not tell. */
  origins: string[];
}

/** Why a candidate is no candidate any more; undefined where no more are dropped than there may be. @param examples in the training file */
export function tooManyDropped(
  { count, sample }: Pick<DroppedRecord, 'count' | 'sample'>,
  examples: number,
  maximumShare: number,
): string | undefined {
  if (examples === 0 || count / examples <= maximumShare) return undefined;
  const [first] = sample;
  const example = first ? `, such as ${droppedInWords(first)}` : '';
  return `${thousands(count)} of ${plural(examples, 'training example')} were cut off or left out, more than the ${percent(maximumShare)} of tuning.maximumDroppedShare${example}`;
}

/** "emails.jsonl row 17 (90 tokens are more than 64)" */
function droppedInWords(example: DroppedExample): string {
  const { reason } = example;
  return reason === undefined ? rowsInWords(example) : `${rowsInWords(example)} (${reason.replace(/\.$/, '')})`;
}

/** "emails.jsonl row 17 and customers.csv row 3" */
export function rowsInWords({ line, origins }: Pick<DroppedExample, 'line' | 'origins'>): string {
  const rows = origins.flatMap((origin) => {
    const read = readOrigin(origin);
    return read ? [`${read.uri.split('/').at(-1)} row ${thousands(read.row)}`] : [];
  });
  return rows.length > 0 ? rows.join(' and ') : `line ${thousands(line)} of the training file`;
}
