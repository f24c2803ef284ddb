import { describe, expect, test } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { local } from './shared-cloud';
import { untilVersioned } from './state';

const labels = ['late delivery', 'wrong color', 'thanks'];
const rows = Array.from({ length: 60 }, (_, i) => ({
  id: 1000 + i,
  body: `Hi, this is about order ${80_000 + i * 7}: "${['it has not come', 'it is blue, not red', 'all is well'][i % 3]}"; bye`,
  intent: labels[i % 3]!,
}));

/** Each data set as files, as someone may have them. */
const dataSets: Record<string, () => Promise<Record<string, string | Buffer>>> = {
  'CSV with semicolons': async () => ({
    'tickets.csv': [
      '\ufeffid;body;intent',
      ...rows.map(({ id, body, intent }) => `${id};"${body.replaceAll('"', '""')}\nAna";${intent}`),
    ].join('\r\n'),
  }),
  'JSON Lines and the customers to join, in CSV': async () => ({
    'tickets.jsonl': rows
      .map(({ id, body }) => JSON.stringify({ id, customer_id: `c${id % 20}`, body, summary: body.slice(0, 40) }))
      .join('\n'),
    'customers.csv': `customer_id,city\n${Array.from({ length: 20 }, (_, i) => `c${i},Faro`).join('\n')}\n`,
  }),
  "OpenAI's messages, packed": async () => ({
    'examples.jsonl.gz': gzipSync(
      rows
        .map(({ body, intent }) =>
          JSON.stringify({
            messages: [
              { role: 'system', content: 'Name the intent.' },
              { role: 'user', content: body },
              { role: 'assistant', content: intent },
            ],
          }),
        )
        .join('\n'),
    ),
  }),
  'CSV with a hostile header': async () => ({
    'order.csv': [
      'select,"Customer ""message""",group,,naïve text,TEXT,2nd,it\'s a+b|c #5 %: <d>,_partition,The label,"a\nb",`; DROP TABLE x',
      ...rows.map(({ id, body, intent }) => `${id},x,g,,"${body.replaceAll('"', '""')}",y,2,ï,_,${intent},z,`),
    ].join('\n'),
  }),
  Parquet: async () => ({ 'tickets.parquet': await parquet() }),
};

async function parquet(): Promise<Buffer> {
  const json = join(local.directory, 'rows.json');
  const file = join(local.directory, 'rows.parquet');
  writeFileSync(json, JSON.stringify(rows));
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT id::BIGINT AS id, body, intent FROM read_json('${json}')) TO '${file}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  return readFileSync(file);
}

describe('a pipeline that init makes of a data file takes that very file', () => {
  test.each(Object.keys(dataSets))('%s', async (what) => {
    const name = `made-${Object.keys(dataSets).indexOf(what)}`;
    const folder = join(local.directory, 'files', name);
    mkdirSync(folder, { recursive: true });
    const paths: string[] = [];
    for (const [file, content] of Object.entries(await dataSets[what]!())) {
      paths.push(join(folder, file));
      writeFileSync(paths.at(-1)!, content);
    }
    const made = await local.landfall('init', name, ...paths, '--pipelines', local.pipelines, '--json');
    expect({ exitCode: made.exitCode, stderr: made.stderr }).toEqual({ exitCode: 0, stderr: '' });
    const dropped = await local.landfall('drop', name, ...paths, '--json');
    expect({ exitCode: dropped.exitCode, stderr: dropped.stderr }).toEqual({ exitCode: 0, stderr: '' });
    const { run } = JSON.parse(dropped.stdout) as { run: string };
    const { validated, versioned, error } = await untilVersioned(local.cloud, { pipeline: name, run });
    expect(error).toBeUndefined();
    expect(validated?.quarantined).toBe(0);
    expect(versioned!.train + versioned!.evaluation).toBe(rows.length);
  });
});
