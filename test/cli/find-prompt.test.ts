import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPrompt } from '../../cli/find-prompt';
import type { KnownPrompt } from '../../cli/prompts';
import { parsePrompt } from '../../core/prompt';

const known = (pipeline: string, digest: string): KnownPrompt => ({
  pipeline,
  digest: digest.padEnd(64, '0'),
  files: ['prompt.yaml'],
  template: { user: '{{email}}' },
  fields: ['email'],
  usedBy: [],
  uses: [],
});
const all = async () => [known('mails', 'abcd1'), known('mails', 'abcd2'), known('mails', 'ffff'), known('x', 'ffff')];
const folder = mkdtempSync(join(tmpdir(), 'landfall-prompts-'));
const file = (name: string): string => join(folder, name);

beforeAll(() => {
  writeFileSync(file('good.yaml'), "system: Be brief.\nuser: '{{email}}'\n");
  writeFileSync(file('bad.yaml'), "sytem: Be brief.\nuser: '{{email}}'\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a file is read as the compiler reads it, and nothing else is looked at', async () => {
  const template = { system: 'Be brief.', user: '{{email}}' };
  const nobody = () => Promise.reject(new Error('asked for'));
  await expect(findPrompt(file('good.yaml'), nobody)).resolves.toEqual({
    name: file('good.yaml'),
    digest: parsePrompt(template).digest,
    template,
  });
});

test('enough of a digest is a prompt, also where two pipelines have it', async () => {
  await expect(findPrompt('abcd1', all)).resolves.toMatchObject({
    name: 'mails/prompt.yaml',
    digest: expect.stringMatching(/^abcd1/),
  });
  await expect(findPrompt('ffff', all)).resolves.toMatchObject({ digest: 'ffff'.padEnd(64, '0') });
});

describe('what is no one prompt is told', () => {
  test.each([
    ['abcd', '"abcd" may be one of 2 prompts.', /abcd10000000 mails\/prompt.yaml\nabcd20000000 mails\/prompt.yaml/],
    ['1234', 'There is no prompt "1234".', /no pipeline and no run has a prompt whose digest begins so/],
    ['promt.yaml', 'There is no prompt "promt.yaml".', /there is no such file, and it is no digest/],
  ])('%s', async (name, message, why) => {
    await expect(findPrompt(name, all)).rejects.toMatchObject({
      message,
      exitCode: 2,
      details: { why: expect.stringMatching(why) },
    });
  });

  test('a file that is none, by its line', async () => {
    await expect(findPrompt(file('bad.yaml'), all)).rejects.toMatchObject({
      exitCode: 2,
      details: { why: expect.stringMatching(/bad\.yaml:1: there is no setting "sytem"/) },
    });
  });
});
