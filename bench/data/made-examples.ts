/** Made emails and customers as validate leaves them, the same for the same number; a tenth of the emails repeat another one. */
import { DuckDBInstance } from '@duckdb/node-api';
import { join } from 'node:path';

/** What training.sql and a prompt would be for them. */
export const madePipeline = {
  rowSchemas: {
    emails: {
      type: 'object',
      properties: {
        id: { type: 'string' },
        customer_id: { type: 'integer' },
        subject: { type: 'string' },
        body: { type: 'string' },
        summary: { type: 'string' },
      },
    },
    customers: {
      type: 'object',
      properties: { customer_id: { type: 'integer' }, name: { type: 'string' }, tier: { type: 'string' } },
    },
  },
  trainingSql: `SELECT
  emails.id AS key,
  emails._origin,
  emails.customer_id AS group_key,
  customers.name,
  customers.tier,
  emails.subject,
  emails.body,
  emails.summary AS target
FROM emails
INNER JOIN customers ON customers.customer_id = emails.customer_id`,
  prompt: {
    system: 'Summarize the email of a customer in one sentence.',
    user: '{{name}} ({{tier}}) writes: {{subject}}\n\n{{body}}',
  },
  split: { salt: 'v1', evaluationShare: 0.1, validationShare: 0 },
};

export interface MadeFiles {
  emails: string;
  customers: string;
}

const phrases = [
  'the parcel came late and the box was open',
  'please send a new jar for the blender',
  'I have changed my address and my phone',
  'the invoice shows an item that I did not order',
  'thank you for the quick answer of last week',
  'when will the refund be on my account',
  'the café set is “très jolie” but one cup is cracked',
  'nobody answers at the shop and I need it by Friday',
];

/** Writes `count` emails, some 450 bytes each, and a tenth as many customers. */
export async function writeMadeExamples(directory: string, count: number): Promise<MadeFiles> {
  const files = { emails: join(directory, 'emails.jsonl'), customers: join(directory, 'customers.jsonl') };
  const customers = Math.ceil(count / 10);
  const phrase = (place: number) => `phrases[1 + CAST(hash(one * 16 + ${place}) % ${phrases.length} AS INTEGER)]`;
  const body = Array.from({ length: 7 }, (_, place) => phrase(place)).join(", ', ', ");
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: '1GB',
    temp_directory: directory,
  });
  const connection = await instance.connect();
  // Rows are numbered in their order; every tenth says what the one five before it says.
  const numbered = (rows: number) => `SELECT range AS n, range + 1 AS _row, range + 1 AS _line FROM range(${rows})`;
  await connection.run(
    `COPY (
      SELECT _row, _line, printf('e%08d-%d', CAST(hash(n) % 100000000 AS BIGINT), n) AS id, hash(one) % ${customers} AS customer_id,
        ${phrase(8)} AS subject, concat(${body}, ', order ', one) AS body, concat(${phrase(9)}, ' (', one, ')') AS summary
      FROM (SELECT *, CASE WHEN n % 10 = 9 THEN n - 5 ELSE n END AS one, ${list(phrases)} AS phrases FROM (${numbered(count)}))
    ) TO '${files.emails}' (FORMAT JSON)`,
  );
  await connection.run(
    `COPY (
      SELECT _row, _line, n AS customer_id, 'Customer ' || n AS name, ['basic', 'plus', 'premium'][1 + CAST(hash(n) % 3 AS INTEGER)] AS tier
      FROM (${numbered(customers)})
    ) TO '${files.customers}' (FORMAT JSON)`,
  );
  connection.closeSync();
  instance.closeSync();
  return files;
}

const list = (texts: string[]): string => `['${texts.join("', '")}']`;
