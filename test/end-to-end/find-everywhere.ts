/** Where a text stands in the local cloud: in objects of all buckets, in all generations, and in all tables. */
import type { TestCloud } from './test-cloud';

export async function rowsOf({ cloud }: Pick<TestCloud, 'cloud'>, table: string): Promise<string[]> {
  const [found] = await (await cloud.bigquery()).query(`SELECT TO_JSON_STRING(t) AS text FROM \`${table}\` AS t`);
  return (found as { text: string }[]).map(({ text }) => text);
}

/** Where any of the texts stands. */
export async function findEverywhere(local: Pick<TestCloud, 'cloud'>, texts: string[]): Promise<string[]> {
  const { cloud } = local;
  const escaped = texts.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]);
  const has = (content: string) => escaped.some((text) => content.includes(text));
  const places: string[] = [];
  const { landing, artifacts, serving } = cloud.status.buckets;
  for (const bucket of [landing, artifacts, serving]) {
    const [files] = await cloud.storage.bucket(bucket).getFiles({ versions: true });
    for (const { name, metadata } of files) {
      const [content] = await cloud.storage.bucket(bucket).file(name, { generation: metadata.generation }).download();
      if (has(content.toString('utf8'))) places.push(`gs://${bucket}/${name}`);
    }
  }
  const [datasets] = await (await cloud.bigquery()).getDatasets();
  for (const dataset of datasets) {
    const [tables] = await dataset.getTables();
    for (const { id } of tables) {
      const table = `${cloud.status.project}.${dataset.id}.${id}`;
      if ((await rowsOf(local, table)).some(has)) places.push(table);
    }
  }
  return places;
}
