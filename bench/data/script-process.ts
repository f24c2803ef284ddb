/**
 * node script-process.js FOLDER: what a person would write in DuckDB to make training data of the same two files, by hand and
 * for these files alone: read, join, render, de-duplicate, split by the same fingerprint, write both splits in order of key.
 */
import { DuckDBInstance } from '@duckdb/node-api';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { registerFunctions } from '../../local/bigquery/duckdb/udf';
import type { Made } from './landfall-transform';

/** As much as Landfall may use. */
const memoryLimit = '1500MB';

async function main(folder: string): Promise<Made> {
  const temporary = join(folder, 'temporary');
  mkdirSync(temporary, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: memoryLimit,
    threads: '2',
    temp_directory: temporary,
  });
  const connection = await instance.connect();
  registerFunctions(connection);
  const [begun, before] = [performance.now(), process.cpuUsage()];
  await connection.run(`CREATE TABLE examples AS
    WITH
    emails AS (
      SELECT *
      FROM read_json('${join(folder, 'emails.jsonl')}', format = 'newline_delimited', columns = {
        id: 'VARCHAR', customer_id: 'BIGINT', subject: 'VARCHAR', body: 'VARCHAR', summary: 'VARCHAR'
      })
    ),
    customers AS (
      SELECT *
      FROM read_json('${join(folder, 'customers.jsonl')}', format = 'newline_delimited', columns = {
        customer_id: 'BIGINT', name: 'VARCHAR', tier: 'VARCHAR'
      })
    ),
    rendered AS (
      SELECT
        emails.id AS key,
        abs(bq_farm_fingerprint(concat('v1:', emails.customer_id)) % 1000000) < 100000 AS is_held_out,
        concat(customers.name, ' (', customers.tier, ') writes: ', emails.subject, chr(10), chr(10), emails.body) AS prompt,
        emails.summary AS target
      FROM emails
      INNER JOIN customers ON customers.customer_id = emails.customer_id
    )
    SELECT *
    FROM rendered
    QUALIFY row_number() OVER (PARTITION BY md5(prompt || chr(0) || target) ORDER BY key) = 1`);
  const split = async (name: string, condition: string) => {
    const result = await connection.run(`COPY (
      SELECT
        {role: 'system', parts: [{text: 'Summarize the email of a customer in one sentence.'}]} AS systemInstruction,
        [{role: 'user', parts: [{text: prompt}]}, {role: 'model', parts: [{text: target}]}] AS contents
      FROM examples
      WHERE ${condition}
      ORDER BY key
    ) TO '${join(folder, `${name}.jsonl`)}' (FORMAT JSON)`);
    return Number(result.rowsChanged);
  };
  const train = await split('train', 'NOT is_held_out');
  const evaluation = await split('evaluation', 'is_held_out');
  const { user, system } = process.cpuUsage(before);
  return {
    seconds: (performance.now() - begun) / 1000,
    processorSeconds: (user + system) / 1e6,
    train,
    evaluation,
    // Of this process, as the kernel counts it.
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}

void main(process.argv[2]!).then((made) => process.stdout.write(`${JSON.stringify(made)}\n`));
