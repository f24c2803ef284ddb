/** What no command can take away at once: where a copy remains, how long, and who says so. */

export interface Remainder {
  what: string;
  /** ISO 8601; absent of what only somebody's decision ends. */
  until?: string;
  source?: string;
  asOf?: string;
}

interface RetentionRule {
  what: string;
  days: number;
  source: string;
  asOf: string;
}

const docs = 'https://docs.cloud.google.com';

const rules = {
  tables: [
    {
      what: 'BigQuery’s time travel: rows and tables that were deleted can be queried as they were by whoever may read the dataset',
      days: 7,
      source: `${docs}/bigquery/docs/time-travel`,
      asOf: '2026-11-29',
    },
    {
      what: 'BigQuery’s fail-safe behind it: Google alone restores from it, on request',
      days: 14,
      source: `${docs}/bigquery/docs/time-travel`,
      asOf: '2026-11-29',
    },
    {
      what: 'BigQuery’s cached results of those who have queried these rows',
      days: 1,
      source: `${docs}/bigquery/docs/cached-results`,
      asOf: '2026-11-29',
    },
    {
      what: 'BigQuery’s history of jobs: keys and addresses of removed rows, as parameters of the statements that removed them; no texts',
      days: 180,
      source: `${docs}/bigquery/docs/information-schema-jobs`,
      asOf: '2026-11-29',
    },
  ],
  messages: [
    {
      what: 'Pub/Sub’s messages of answers and ratings that BigQuery has not taken yet: once it has, the command finds them',
      days: 7,
      source: `${docs}/pubsub/docs/subscription-properties`,
      asOf: '2026-11-29',
    },
  ],
} satisfies Record<string, RetentionRule[]>;

/** @param now milliseconds since 1970 */
export const remaindersOf = (kinds: (keyof typeof rules)[], now: number): Remainder[] =>
  kinds.flatMap((kind) =>
    rules[kind].map(({ days, ...rule }) => ({ ...rule, until: new Date(now + days * 86_400_000).toISOString() })),
  );
