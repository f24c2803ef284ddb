import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { kindNames } from '../core/chain/kinds';
import { contractOf, stageNames } from '../core/stages';
import { metricKinds } from '../core/metrics';

const kebab = (name: string) => name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
const eventFile = (type: string) => type.replace('landfall.', '');
const providers = readdirSync('functions/shared/models', { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

/** What there is already of each kind: by the recipe's placeholder, its names. */
const known: Record<string, string[]> = {
  metric: Object.keys(metricKinds).map(kebab),
  check: readdirSync('sql/checks/examples').map((file) => file.replace('.sql', '')),
  stage: stageNames,
  event: stageNames.flatMap((name) => contractOf(name).says.map(eventFile)),
  kind: kindNames,
  model: readdirSync('catalog/embeddings').map((file) => file.replace('.json', '')),
  provider: providers.map(({ name }) => name),
};

/** How many files a change may cost. */
const most: Record<string, number> = { metric: 6, 'check of examples': 5, stage: 7 };

const recipes = readFileSync('CONTRIBUTING.md', 'utf8')
  .split('\n## A new ')
  .slice(1)
  .map((section) => {
    const files = [...section.matchAll(/^\d+\. ((?:`[^`]+`(?:, )?)+)/gm)].map(([, paths]) => paths!);
    return [section.split('\n')[0]!, files.flatMap((paths) => paths.match(/[^`, ]+/g) ?? [])] as const;
  });

/** The path for everything of its kind that there is. */
function instances(path: string): string[] {
  const [, placeholder] = /<(\w+)>/.exec(path) ?? [];
  if (placeholder === undefined) return [path];
  return known[placeholder]!.map((name) => path.replace(`<${placeholder}>`, name));
}

describe('CONTRIBUTING', () => {
  test.each(recipes)('names the files of a new %s as those that are there have them', (_, files) => {
    expect(files).not.toEqual([]);
    expect(files.flatMap(instances).filter((path) => !existsSync(path))).toEqual([]);
  });

  test.each(Object.entries(most))('asks for a %s at most %d files', (what, count) => {
    const [, files] = recipes.find(([name]) => name === what)!;
    expect(files.length).toBeLessThanOrEqual(count);
  });
});
