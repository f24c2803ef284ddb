import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compilePipelines, configurationsOf } from '../../compiler/pipelines';
import { repositoryRoot } from '../../core/root';
import { deployment } from '../deployment';
import { sharedSql } from './shared-sql';

const textsBelow = (folder: string, extension: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => readFileSync(join(folder, name), 'utf8'));

const namesIn = (texts: string[], pattern: RegExp): string[] =>
  texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name!));

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].toSorted();

const takenIn = (text: string): string[] => namesIn([text], /\{\{([\w/-]+\.sql)\}\}/g);

test('every file of sql/ is one that a function names or such a file takes in, and every name is one of a file', () => {
  const texts = ['functions', 'core'].flatMap((folder) => textsBelow(folder, '.ts'));
  const named = namesIn(texts, /'((?:version|looks|checks|rollout|grounding|monitor)\/[\w/-]+\.sql)'/g);
  const used = new Set(named);
  for (const file of used) for (const other of takenIn(sharedSql[file] ?? '')) used.add(other);
  expect(sorted(used)).toEqual(sorted(Object.keys(sharedSql)));
});

test('what makes the rows of a version takes in nothing but what does so too', () => {
  const makers = Object.entries(sharedSql).filter(([file]) => file.startsWith('version/'));
  const others = makers.flatMap(([, text]) => takenIn(text)).filter((file) => !file.startsWith('version/'));
  expect(others).toEqual([]);
});

test("a configuration holds what a run reads, and none of the command's own statements", () => {
  const compiled = compilePipelines({
    root: repositoryRoot(),
    pipelines: 'pipelines',
    codeVersion: 'test',
    deployment,
  });
  for (const { sql } of configurationsOf(compiled).values()) expect(sql).toEqual(sharedSql);
  const texts = ['operations', 'cli'].flatMap((folder) => textsBelow(folder, '.ts'));
  const ours = namesIn(texts, /'([\w-]+\.sql)'/g).filter((name) => name !== 'training.sql');
  expect(sorted(ours)).toEqual(sorted(readdirSync('operations/sql')));
});

test('checks see a version through shown-examples.sql alone, and never show a whole text', () => {
  for (const [file, text] of Object.entries(sharedSql)) {
    if (!file.startsWith('checks/examples/')) continue;
    expect([file, text]).toEqual([file, expect.not.stringContaining('{{dataset}}')]);
    const facts = namesIn([text], /\[([^[\]]*(?:\[[^\]]*\][^[\]]*)*)\] AS facts/g);
    expect([file, facts.join()]).toEqual([file, expect.not.stringContaining('whole_')]);
  }
});
