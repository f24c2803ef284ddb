import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { circlesOf, importedFiles, importsOf, sourcesOf } from './sources';

const language = ['core', 'schemas', 'catalog'];

/** Where the parts of Landfall may look: first folder (two for functions) to what its files may import from the repository. */
const mayImport: Record<string, string[]> = {
  schemas: ['schemas'],
  catalog: ['catalog'],
  core: language,
  formats: ['formats', ...language],
  compiler: ['compiler', ...language],
  'functions/shared': ['functions/shared', ...language],
  infra: ['infra', 'compiler', ...language],
  local: ['local', 'infra', 'compiler', ...language],
  operations: ['operations', 'compiler', ...language],
  console: ['console', 'functions/console', 'operations', ...language],
  cli: ['cli', 'operations', 'local', 'compiler', 'formats', ...language],
};

const functions = readdirSync('functions').filter((name) => name !== 'shared');
for (const name of functions) mayImport[`functions/${name}`] = [`functions/${name}`, 'functions/shared', ...language];
// What a landed file holds: init tells beforehand what validate will do.
mayImport['functions/validate']!.push('formats');
// What people look into a deployment with, on a page as in a terminal.
mayImport['functions/console']!.push('operations', 'compiler');

const folders = Object.keys(mayImport);
const files = [...folders, 'bench'].flatMap(sourcesOf);
const isWithin = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
const resolved = (path: string) =>
  [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((each) => files.includes(each));
const arrows = new Map(files.map((file) => [file, importedFiles(file).flatMap((path) => resolved(path) ?? [])]));

describe('who may import whom', () => {
  test.each(Object.entries(mayImport))('%s imports only from %j', (folder, allowed) => {
    const trespasses = sourcesOf(folder).flatMap((path) =>
      importedFiles(path)
        .filter((target) => !allowed.some((each) => isWithin(target, each)))
        .map((target) => `${path} imports ${target}`),
    );
    expect(trespasses).toEqual([]);
  });

  test('the page takes of its function, and of operations, nothing but types: what they do is done where they are', () => {
    const elsewhere = /^import (?!type\b)[^;]*from '[^']*\/(functions|operations)\//gm;
    const taken = sourcesOf('console').filter((path) => elsewhere.test(readFileSync(path, 'utf8')));
    expect(taken).toEqual([]);
  });

  test('no file stands in a circle', () => {
    expect(circlesOf(arrows)).toEqual([]);
  });

  // A folder of rooms, each of which is a subject of its own: what one needs of another leads one way.
  test.each([
    'formats',
    'functions/shared',
    'functions/validate',
    'functions/transform',
    'local/bigquery',
    'local',
    'operations',
    'cli',
    '.',
  ])('no room of %s stands in a circle', (house) => {
    const roomOf = (path: string) => {
      const below = house === '.' ? path : path.slice(house.length + 1);
      return below.includes('/') ? below.split('/')[0]! : undefined;
    };
    const rooms = new Map<string, Set<string>>();
    for (const [file, targets] of arrows) {
      if (house !== '.' && !isWithin(file, house)) continue;
      const room = roomOf(file);
      if (room === undefined) continue;
      const seen = rooms.get(room) ?? new Set<string>();
      rooms.set(room, seen);
      for (const target of targets) {
        const other = house === '.' || isWithin(target, house) ? roomOf(target) : undefined;
        if (other !== undefined && other !== room) seen.add(other);
      }
    }
    expect(circlesOf(rooms)).toEqual([]);
  });

  test('every import of a package is at the root of package.json', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const packageOf = (name: string) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/');
    const missing = folders.flatMap(sourcesOf).flatMap((path) =>
      importsOf(path)
        .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
        .map(packageOf)
        .filter((name) => !(name in dependencies))
        .map((name) => `${path} imports ${name}`),
    );
    expect(missing).toEqual([]);
  });

  const ofFunctions = sourcesOf('functions');

  test("only functions/shared/stage/clients.ts makes Google's clients, and knows where they are", () => {
    const makers = ofFunctions.filter((path) =>
      /new (Storage|BigQuery|\w+Client)\(|_EMULATOR_HOST/.test(readFileSync(path, 'utf8')),
    );
    expect(makers).toEqual(['functions/shared/stage/clients.ts']);
  });

  test('no function looks at the environment but through its configuration and its clients', () => {
    const readers = ofFunctions.filter((path) => /process\.env/.test(readFileSync(path, 'utf8')));
    expect(readers.toSorted()).toEqual([
      'functions/shared/stage/clients.ts',
      'functions/shared/stage/config.ts',
      'functions/shared/stage/deps.ts',
    ]);
  });

  // Each such object has a hidden class of its own in V8's old generation, which keeps all that the getter can reach until that is collected.
  test('no object of a function has a getter of its own: those of classes are made once', () => {
    const owners = ofFunctions.filter((path) => /^ {3,}[gs]et \w+\(/m.test(readFileSync(path, 'utf8')));
    expect(owners).toEqual([]);
  });
});

describe('the common language', () => {
  /** Names that a file declares for others, or for itself, at its top. */
  const declared = (path: string, isExported: boolean) => {
    const declaration = /^(export )?(?:async )?(?:const|function\*?|class|interface|type|enum) (\w+)/gm;
    return [...readFileSync(path, 'utf8').matchAll(declaration)]
      .filter(([, exported]) => !isExported || exported !== undefined)
      .map(([, , name]) => name!);
  };
  const owners = new Map(sourcesOf('core').flatMap((path) => declared(path, true).map((name) => [name, path])));
  // The local cloud stands for Google's and speaks of its things by Google's names.
  const speakers = folders.filter((folder) => folder !== 'core' && folder !== 'local').flatMap(sourcesOf);

  test('has no twin: what core names is declared nowhere else', () => {
    const twins = speakers.flatMap((path) =>
      declared(path, false)
        .filter((name) => owners.has(name))
        .map((name) => `${path} declares ${name}, which is in ${owners.get(name)}`),
    );
    expect(twins).toEqual([]);
  });
});

test('every function is a room of functions/ with an entry that only registers it', () => {
  for (const name of functions) {
    const entry = join('functions', name, 'index.ts');
    expect(existsSync(entry)).toBe(true);
    expect(readFileSync(entry, 'utf8').split('\n').length).toBeLessThan(12);
  }
});
