import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Where the parts of Landfall may look: first folder (two for functions) to what its files may import from the repository. */
const mayImport: Record<string, string[]> = {
  core: ['core', 'schemas', 'catalog'],
  'functions/shared': ['functions/shared', 'core', 'schemas', 'catalog'],
  compiler: ['compiler', 'core', 'schemas', 'catalog'],
  infra: ['infra', 'compiler', 'core', 'schemas', 'catalog'],
  local: ['local', 'infra', 'compiler', 'core', 'schemas', 'catalog'],
  cli: ['cli', 'local', 'compiler', 'core', 'schemas', 'catalog'],
  schemas: ['schemas'],
  catalog: ['catalog'],
};

const functions = readdirSync('functions').filter((name) => name !== 'shared');
for (const name of functions)
  mayImport[`functions/${name}`] = [`functions/${name}`, 'functions/shared', 'core', 'schemas', 'catalog'];

function sources(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith('.ts') && !path.includes('assembly/'));
}

/** Everything that a file imports, exports from, requires, or loads later. */
function imports(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const statements = text.matchAll(/^(?:import|export|\})(?:[^'"\n]*from)?\s*['"]([^'"]+)['"]/gm);
  const calls = text.matchAll(/\b(?:import|require(?:\.resolve)?)\(\s*['"]([^'"]+)['"]/g);
  return [...statements, ...calls].map((match) => match[1]!);
}

const local = (path: string) =>
  imports(path)
    .filter((name) => name.startsWith('.'))
    .map((name) => normalize(join(dirname(path), name)));
const isWithin = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

describe('who may import whom', () => {
  test.each(Object.entries(mayImport).filter(([folder]) => sources(folder).length > 0))(
    '%s imports only from %j',
    (folder, allowed) => {
      const trespasses = sources(folder).flatMap((path) =>
        local(path)
          .filter((target) => !allowed.some((each) => isWithin(target, each)))
          .map((target) => `${path} imports ${target}`),
      );
      expect(trespasses).toEqual([]);
    },
  );

  test('every import of a package is at the root of package.json', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const packages = (path: string) =>
      imports(path)
        .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
        .map((name) =>
          name
            .split('/')
            .slice(0, name.startsWith('@') ? 2 : 1)
            .join('/'),
        );
    const missing = Object.keys(mayImport)
      .flatMap(sources)
      .flatMap((path) =>
        packages(path)
          .filter((name) => !(name in dependencies))
          .map((name) => `${path} imports ${name}`),
      );
    expect(missing).toEqual([]);
  });

  test("only functions/shared/stage/clients.ts makes Google's clients, and knows where they are", () => {
    const others = functions.concat('shared').flatMap((name) => sources(`functions/${name}`));
    const makers = others.filter((path) =>
      /new (Storage|BigQuery|\w+Client)\(|_EMULATOR_HOST/.test(readFileSync(path, 'utf8')),
    );
    expect(makers).toEqual(['functions/shared/stage/clients.ts']);
  });

  test('no function looks at the environment but through its configuration and its clients', () => {
    const readers = functions
      .concat('shared')
      .flatMap((name) => sources(`functions/${name}`))
      .filter((path) => /process\.env/.test(readFileSync(path, 'utf8')));
    expect(readers.toSorted()).toEqual([
      'functions/shared/stage/clients.ts',
      'functions/shared/stage/config.ts',
      'functions/shared/stage/deps.ts',
    ]);
  });
});
