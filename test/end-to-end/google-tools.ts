import { beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { patience } from '../eventually';
import { describeWith } from '../google-sdk';
import { local } from './shared-cloud';

describeWith('gcloud', 'bq')("Google's own tools, pointed at the local cloud by landfall env", () => {
  let exports: string;
  beforeAll(async () => {
    exports = (await local.landfall('env')).stdout;
  });

  /** What the lines print, run by bash as the README has them: after `eval "$(npx landfall env)"`. */
  const shell = (...lines: string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const script = ['set -e', exports, ...lines].join('\n');
      const options = { cwd: local.directory, timeout: patience };
      execFile('bash', ['-c', script], options, (error, stdout, stderr) =>
        error ? reject(new Error(`${lines.join('\n')}\n${stdout}${stderr}`)) : resolve(stdout),
      );
    });

  test('gcloud storage lists, writes and reads objects', async () => {
    const { landing, artifacts } = local.cloud.status.buckets;
    writeFileSync(join(local.directory, 'note.txt'), 'a note\n');
    const printed = await shell(
      'gcloud storage ls',
      `gcloud storage ls -L gs://${artifacts}/pipelines/email-summary/`,
      `gcloud storage cp note.txt gs://${landing}/note.txt`,
      `gcloud storage cat gs://${landing}/note.txt`,
    );
    expect(printed).toContain(`gs://${artifacts}/\n`);
    expect(printed).toMatch(/pipeline\.json:\n(.*\n)*\s+Content-Type:\s+application\/json/);
    expect(printed).toContain('a note\n');
  });

  test('gcloud pubsub pulls the notification of a bucket that gcloud storage has set up', async () => {
    const printed = await shell(
      'gcloud storage buckets create gs://a-bucket',
      // It makes the topic, and lets Cloud Storage publish to it.
      'gcloud storage buckets notifications create gs://a-bucket --topic=a-topic --event-types=OBJECT_FINALIZE',
      'gcloud pubsub subscriptions create a-reader --topic=a-topic',
      'gcloud storage cp note.txt gs://a-bucket/note.txt',
      'gcloud pubsub topics publish a-topic --message=hello',
      "gcloud pubsub subscriptions pull a-reader --auto-ack --limit=5 --format='value(message.attributes.objectId)'",
      'gcloud storage rm --recursive gs://a-bucket',
      "gcloud pubsub topics list --format='value(name)'",
    );
    expect(printed).toContain('note.txt\n');
    expect(printed).toContain('projects/landfall-local/topics/dataset-landed\n');
  });

  test('bq lists tables, queries, and extracts what it has loaded', async () => {
    const { artifacts } = local.cloud.status.buckets;
    writeFileSync(join(local.directory, 'people.csv'), 'id,name\n1,Ana\n2,"Bo, B"\n');
    const printed = await shell(
      'bq ls landfall',
      "bq query --use_legacy_sql=false --format=csv 'SELECT 6 * 7 AS answer, COUNT(*) AS n FROM landfall.predictions'",
      'bq load --skip_leading_rows=1 landfall.people people.csv id:INTEGER,name:STRING',
      `bq extract --destination_format=NEWLINE_DELIMITED_JSON landfall.people gs://${artifacts}/people.json`,
      `gcloud storage cat gs://${artifacts}/people.json`,
    );
    expect(printed).toMatch(/ events +TABLE .*publish_time/);
    expect(printed).toContain('answer,n\n42,0\n');
    expect(printed).toContain('{"id":"1","name":"Ana"}\n{"id":"2","name":"Bo, B"}\n');
  });
});
