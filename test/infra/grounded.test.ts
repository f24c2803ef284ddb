import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResourceGraph } from '../../local/apply/graph';
import { recordInfra } from './record-infra';

const folder = mkdtempSync(join(tmpdir(), 'landfall-grounded-'));
const store = 'projects/p/locations/global/collections/default_collection/dataStores/d';
let graph: ResourceGraph;

beforeAll(async () => {
  for (const name of ['banking-intents', 'support-policies'])
    cpSync(`pipelines/${name}`, join(folder, name), { recursive: true });
  const own = join(folder, 'banking-intents');
  const yaml = readFileSync(join(own, 'pipeline.yaml'), 'utf8');
  writeFileSync(join(own, 'pipeline.yaml'), `${yaml}\ngrounding: { corpus: support-policies, question: text }\n`);
  writeFileSync(join(own, 'prompt.yaml'), "user: '{{passages}} {{text}}'\n");
  const searching = join(folder, 'searching');
  cpSync(own, searching, { recursive: true });
  writeFileSync(
    join(searching, 'pipeline.yaml'),
    yaml
      .replace('name: banking-intents', 'name: searching')
      .replace(/candidates:[^]*?(?=\n\w)/, 'candidates: [{ id: asked, kind: prompted, base: gemini-3.5-flash-lite }]')
      .concat(`\ngrounding: { vertexAiSearch: { datastore: ${store} } }\n`),
  );
  graph = await recordInfra({ 'landfall:pipelines': folder, 'landfall:invalidPipelines': 'refuse' });
});
afterAll(() => rmSync(folder, { recursive: true }));

test('serve may ask the warehouse for passages where a pipeline rests on a corpus', () => {
  const own = graph.map(({ inputs }) => inputs).filter(({ member }) => String(member).includes('landfall-serve@'));
  expect(own).toContainEqual(expect.objectContaining({ role: 'roles/bigquery.dataViewer', tableId: 'passages' }));
  expect(own).toContainEqual(expect.objectContaining({ role: 'roles/bigquery.jobUser' }));
});

test('whoever asks models may search data stores where a pipeline has Vertex AI do so', () => {
  const held = graph.filter(({ inputs }) => inputs['role'] === 'roles/discoveryengine.viewer');
  const members = held.map(({ inputs }) => String(inputs['member']).replace(/^.*landfall-(.*)@.*$/, '$1'));
  expect(members.toSorted()).toEqual(['console', 'deploy', 'evaluate', 'evaluation-shard', 'monitor', 'serve']);
  expect(graph.map(({ name }) => name)).toContain('discoveryengine');
});

test('a corpus lies where index finds it, and not among the pipelines', () => {
  const names = graph.filter(({ type }) => type.endsWith(':BucketObject')).map(({ inputs }) => inputs['name']);
  expect(names).toContain('corpora/support-policies/corpus.json');
  expect(names).toContain('pipelines/banking-intents/pipeline.json');
  expect(names).not.toContain('pipelines/support-policies/pipeline.json');
});
