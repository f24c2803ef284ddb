import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFunction } from '../../local/apply/functions';
import type { ResourceGraph } from '../../local/apply/graph';
import { recordInfra } from './record-infra';

const place = { project: 'landfall-test', region: 'us-central1', url: 'http://127.0.0.1:8080' };
const secretBinding = 'gcp:secretmanager/secretIamMember:SecretIamMember';
const folder = mkdtempSync(join(tmpdir(), 'landfall-keys-'));
let graph: ResourceGraph;

interface Keys {
  name: string;
  serviceConfig: { secretEnvironmentVariables?: { key: string; secret: string; version: string }[] };
}

beforeAll(async () => {
  cpSync('pipelines/banking-intents', join(folder, 'banking-intents'), { recursive: true });
  const yaml = join(folder, 'banking-intents/pipeline.yaml');
  const other = readFileSync(yaml, 'utf8').replaceAll('gemini-3.5-flash-lite', 'gpt-4.1-mini-2025-04-14');
  const asked = '    - { id: asked, kind: prompted, base: together-llama-3.3-70b }\n';
  const two = other.replace('  candidates:\n', `  candidates:\n${asked}`);
  writeFileSync(yaml, two.replaceAll(/,? *adapterSize: (\[.*?\]|\d+)/g, ''));
  graph = await recordInfra({ 'landfall:pipelines': folder, 'landfall:invalidPipelines': 'refuse' });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Who asks for answers alone, and who tunes or takes away what was tuned, which Together does not do through OpenAI's API. */
const answering = ['console', 'deploy', 'evaluate', 'evaluation-shard', 'serve', 'monitor'];
const tuning = ['cleanup', 'tune', 'watch'];
const keyOf = (service: string) => ({
  key: `${service.toUpperCase()}_API_KEY`,
  projectId: 'landfall-test',
  secret: `landfall-${service}-api-key`,
  version: 'latest',
});

test('two services that a pipeline names give their keys to the functions that ask them, and to no others', () => {
  const functions = graph.filter(({ type }) => type === 'gcp:cloudfunctionsv2/function:Function');
  const keys = functions
    .map(({ inputs }) => inputs as unknown as Keys)
    .flatMap(({ name, serviceConfig: { secretEnvironmentVariables } }) =>
      secretEnvironmentVariables ? [[name, secretEnvironmentVariables] as const] : [],
    );
  expect(Object.fromEntries(keys)).toEqual({
    ...Object.fromEntries(tuning.map((name) => [name, [keyOf('openai')]])),
    ...Object.fromEntries(answering.map((name) => [name, [keyOf('openai'), keyOf('together')]])),
  });
  const granted = graph.filter(({ type }) => type === secretBinding).map(({ inputs }) => inputs);
  for (const [service, asking] of [
    ['openai', [...tuning, ...answering]],
    ['together', answering],
  ] as const)
    expect(
      granted
        .filter(({ secretId }) => secretId === `landfall-${service}-api-key`)
        .map(({ member }) => String(member))
        .toSorted(),
    ).toEqual(asking.map((name) => `serviceAccount:landfall-${name}@landfall-test.iam.gserviceaccount.com`).toSorted());
  for (const grant of granted) expect(grant).toMatchObject({ role: 'roles/secretmanager.secretAccessor' });
  expect(graph.map(({ name }) => name)).toContain('secretmanager');
});

test('a function that may not read its secret is refused in the local cloud too', () => {
  const tune = graph.find(({ type, name }) => type === 'gcp:cloudfunctionsv2/function:Function' && name === 'tune')!;
  expect(readFunction(tune, graph, place).environment).toHaveProperty('OPENAI_API_KEY');
  const without = graph.filter(({ type }) => type !== secretBinding);
  expect(() => readFunction(tune, without, place)).toThrow('it may not read the secret landfall-openai-api-key');
});
