import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bytes that the first look at the console may take, compressed. */
const most = 100_000;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'landfall-page-'));
  const build = 'const { buildPage } = await import("./scripts/page.mjs"); await buildPage(process.argv[1]);';
  execFileSync(process.execPath, ['--input-type=module', '--eval', build, folder]);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Files that a browser asks for before anything is shown: what the page names, and what those import while they are read. */
function firstFiles(): string[] {
  const named = readFileSync(join(folder, 'index.html'), 'utf8').matchAll(/(?:src|href)="(assets\/[^"]+)"/g);
  const files = new Set([...named].map(([, path]) => path!));
  // A set grows while it is gone through. What is imported with a parenthesis waits until it is needed.
  for (const path of files)
    for (const [, name] of readFileSync(join(folder, path), 'utf8').matchAll(/(?:from|import)\s*"\.\/([\w-]+\.js)"/g))
      files.add(`assets/${name}`);
  return [...files];
}

test('the first look at the console takes at most 100 kB, compressed', () => {
  const files = firstFiles();
  expect(files.filter((path) => path.endsWith('.css'))).toHaveLength(1);
  expect(files.filter((path) => path.endsWith('.js')).length).toBeGreaterThanOrEqual(1);
  const compressed = files.map((path) => statSync(join(folder, `${path}.br`)).size);
  const bytes = statSync(join(folder, 'index.html')).size + compressed.reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(1000);
  expect(bytes).toBeLessThanOrEqual(most);
});

test('pages other than the first are read when somebody goes there', () => {
  const first = firstFiles().map((path) => path.replace('assets/', ''));
  const chunks = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'));
  for (const page of ['run', 'runs']) {
    const found = chunks.find((name) => name.replace(/-\w+\.js$/, '') === page)!;
    expect(chunks).toContain(found);
    expect(first).not.toContain(found);
  }
});

test('nothing on the page comes from elsewhere', () => {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|\bon\w+=|<style/);
});
