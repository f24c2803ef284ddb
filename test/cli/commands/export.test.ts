import { describe, expect, jest, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportPipeline, type ExportOptions } from '../../../cli/commands/export';

/** What the command prints. */
async function printed(pipeline: string, options: Partial<ExportOptions>): Promise<string> {
  let text = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((part) => (text += String(part)) !== '');
  try {
    await exportPipeline(pipeline, { project: 'acme-ml', ...options });
  } finally {
    write.mockRestore();
  }
  return text;
}

describe.each(['kfp', 'airflow'] as const)('landfall export --%s', (scheduler) => {
  test('names pipeline, project and buckets, and is the same every time', async () => {
    const file = await printed('email-summary', { [scheduler]: true });
    for (const name of ['"?email-summary"?\n', '"?acme-ml"?\n', '"?acme-ml-landing"?\n', '"?acme-ml-artifacts"?\n'])
      expect(file).toMatch(new RegExp(`(value: |= )${name}`));
    expect(await printed('email-summary', { [scheduler]: true })).toBe(file);
  });

  test('takes the names of buckets that are called otherwise', async () => {
    const file = await printed('email-summary', { [scheduler]: true, landingBucket: 'in', artifactsBucket: 'out' });
    expect(file).toMatch(/(value: |= )"?in"?\n/);
    expect(file).toContain('buckets/out/objects/outcomes/email-summary/');
    expect(file).not.toContain('acme-ml-');
  });
});

test('says what whoever runs the file has to be granted: to add below its folder, and to read there and the outcomes', async () => {
  const { grants } = JSON.parse(await printed('email-summary', { kfp: true, json: true })) as { grants: string[] };
  const landed = 'resource.name.startsWith("projects/_/buckets/acme-ml-landing/objects/email-summary/")';
  const outcomes = 'resource.name.startsWith("projects/_/buckets/acme-ml-artifacts/objects/outcomes/email-summary/")';
  const listing = 'resource.type == "storage.googleapis.com/Bucket"';
  expect(grants.map((grant) => /gs:\/\/(\S+) .*roles\/(\S+) .*expression=(.*)'$/.exec(grant)?.slice(1))).toEqual([
    ['acme-ml-landing', 'storage.objectCreator', landed],
    ['acme-ml-landing', 'storage.objectViewer', `${listing} || ${landed}`],
    ['acme-ml-artifacts', 'storage.objectViewer', `${listing} || ${outcomes}`],
  ]);
});

test('is written to a file, and the grants are shown', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-export-'));
  try {
    const out = join(folder, 'dag.py');
    const shown = await printed('email-summary', { airflow: true, out });
    expect(shown.split('\n')[0]).toBe(out);
    expect(shown).toContain('--role=roles/storage.objectCreator');
    expect(readFileSync(out, 'utf8')).toBe(await printed('email-summary', { airflow: true }));
    await expect(printed('email-summary', { airflow: true, out: folder })).rejects.toThrow('cannot be written');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each<[string, string, Partial<ExportOptions>, string]>([
  ['no scheduler', 'email-summary', {}, 'neither --kfp nor --airflow'],
  ['two of them', 'email-summary', { kfp: true, airflow: true }, 'are two files'],
  ['a pipeline that there is not', 'emai-summary', { kfp: true }, 'the pipelines are: banking-intents'],
])('refuses %s', async (_, pipeline, options, why) => {
  await expect(printed(pipeline, options)).rejects.toMatchObject({
    exitCode: 2,
    details: { why: expect.stringContaining(why), next: expect.any(String) },
  });
});

test('refuses a corpus, which has no runs', async () => {
  await expect(printed('support-policies', { kfp: true })).rejects.toThrow(
    'support-policies is a corpus, and has no runs.',
  );
});
