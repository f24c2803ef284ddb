import { describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { compilePipelines } from '../compiler/pipelines';
import { metricKinds } from '../core/metrics';
import { repositoryRoot } from '../core/root';
import { powerTable, rowsToSee } from '../core/verdict/power';
import { deployment } from './deployment';

const read = (file: string): string => readFileSync(join(repositoryRoot(), file), 'utf8');
/** The code blocks of a language, in their order. */
const blocks = (file: string, language: string): string[] =>
  [...read(file).matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code!);
const blockWith = (file: string, language: string, text: string): string =>
  blocks(file, language).find((code) => code.includes(text))!;

/** Compiles files as a pipeline's folder, and says what is wrong with it. */
function problemsOf(name: string, files: Record<string, string>): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-docs-'));
  try {
    mkdirSync(join(folder, name));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
    const compiled = compilePipelines({
      root: repositoryRoot(),
      pipelines: folder,
      codeVersion: 'docs',
      deployment,
    }).get(name);
    return compiled && 'problems' in compiled ? compiled.problems : [];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("the README's pipeline compiles, and is the folder that it names", () => {
  const files = {
    'pipeline.yaml': blockWith('README.md', 'yaml', 'name: banking-intents'),
    'training.sql': blockWith('README.md', 'sql', 'FROM messages'),
    'prompt.yaml': blockWith('README.md', 'yaml', "user: '{{text}}'"),
    'messages.schema.json': blockWith('README.md', 'json', 'messages.schema.json'),
  };
  expect(problemsOf('banking-intents', files)).toEqual([]);
  const folder = 'pipelines/banking-intents';
  const statement = (sql: string): string => sql.slice(sql.indexOf('SELECT'));
  expect(statement(files['training.sql'])).toBe(statement(read(`${folder}/training.sql`)));
  expect(parse(files['prompt.yaml'])).toEqual(parse(read(`${folder}/prompt.yaml`)));
  expect(parse(read(`${folder}/pipeline.yaml`))).toMatchObject(parse(files['pipeline.yaml']) as object);
});

test('every setting that docs/your-own-pipeline.md shows is one', () => {
  const guide = 'docs/your-own-pipeline.md';
  const columns = (...names: string[]): string =>
    JSON.stringify({
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
    });
  const files = {
    'pipeline.yaml': blockWith(guide, 'yaml', 'name: email-summary'),
    'training.sql': blockWith(guide, 'sql', 'INNER JOIN customers'),
    'prompt.yaml': blockWith(guide, 'yaml', "user: '{{email}}'"),
    'emails.schema.json': columns('id', 'customer_id', 'body', 'summary'),
    'customers.schema.json': columns('customer_id', 'first_name', 'shop'),
    'notes.schema.json': columns('note'),
  };
  expect(problemsOf('email-summary', files)).toEqual([]);
});

test('the chain that docs/chains.md shows is one', () => {
  const guide = 'docs/your-own-pipeline.md';
  const own = blockWith(guide, 'yaml', 'name: email-summary').replace(/^  notes:.*\n/m, '');
  const serving = parse(blockWith('docs/chains.md', 'yaml', 'serving:')) as object;
  const prompt = (...fields: string[]): string =>
    JSON.stringify({ user: fields.map((field) => `{{${field}}}`).join(' ') });
  const columns = JSON.stringify({
    type: 'object',
    properties: { id: { type: 'string' }, customer_id: { type: 'string' } },
  });
  const files = {
    'pipeline.yaml': stringify({ ...(parse(own) as object), ...serving }),
    'training.sql': 'SELECT 1',
    'prompt.yaml': prompt('email'),
    'kind.yaml': prompt('email'),
    'part.yaml': prompt('part'),
    'parts.yaml': prompt('parts'),
    'urgent.yaml': prompt('summary'),
    'emails.schema.json': columns,
    'customers.schema.json': columns,
  };
  expect(problemsOf('email-summary', files)).toEqual([]);
});

describe('docs/data.md tells of each check the level and threshold that it has unless set', () => {
  interface Rule {
    default: { failAbove?: number };
    properties: { level: { default: string }; threshold: { default: number } };
  }
  const schema = JSON.parse(read('schemas/pipeline.schema.json')) as {
    properties: { validation: { properties: { checks: { properties: Record<string, Rule> } } } };
  };
  const rules = Object.entries(schema.properties.validation.properties.checks.properties);
  const guide = read('docs/data.md');

  test.each(rules)('%s', (name, { default: { failAbove }, properties: { level, threshold } }) => {
    const row = guide.split('\n').find((line) => line.startsWith(`| \`${name}\``));
    const side = name.startsWith('minimum') ? 'below' : 'above';
    const fails = failAbove === undefined ? '' : `, fail above ${failAbove}`;
    expect(row).toContain(`| ${level.default} ${side} ${threshold.default}${fails} `);
  });
});

test('every link of the guides leads somewhere', () => {
  const files = [
    'README.md',
    'CONTRIBUTING.md',
    ...[
      'architecture',
      'chains',
      'console',
      'data',
      'deploy',
      'export',
      'local-cloud',
      'monitoring',
      'rollout',
      'tuning',
      'your-own-pipeline',
    ].map((name) => `docs/${name}.md`),
  ];
  const anchors = (text: string): string[] =>
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
  const broken = files.flatMap((file) =>
    [...read(file).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)/g)].flatMap(([link, path, anchor]) => {
      const target = path ? join(dirname(file), path) : file;
      try {
        const text = target.endsWith('.md') ? read(target) : '';
        return anchor && !anchors(text).includes(anchor) ? [`${file}: ${link}`] : [];
      } catch {
        return [`${file}: ${link}`];
      }
    }),
  );
  expect(broken).toEqual([]);
});

test('docs/metrics.md says of each metric what its code does', () => {
  const rows = read('docs/metrics.md').matchAll(/^\| `.+ \|$/gm);
  const said = [...rows].map(([row]) =>
    row
      .split('|', 7)
      .slice(1)
      .map((cell) => cell.trim()),
  );
  const known = Object.entries(metricKinds).map(([name, { unit, better, range, scale, options }]) => {
    const [low, high] = range;
    const within = high === Infinity ? `${low} or more` : `${low} to ${high}`;
    return [`\`${name}\``, unit, better, within, scale, options.map((option) => `\`${option}\``).join(', ')];
  });
  expect(said).toEqual(known);
});

describe('the tables of docs/verdict.md', () => {
  const cellsOf = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const tables = read('docs/verdict.md')
    .split('\n\n')
    .filter((block) => block.startsWith('|'))
    .map((block) => block.trim().split('\n').map(cellsOf));
  const level = 0.05;
  const shown = (chance: number) =>
    chance < 0.01 ? 'under 1 %' : chance > 0.99 ? 'over 99 %' : `${Math.round(100 * chance)} %`;

  test('say how often a gain is seen', () => {
    const found = tables.filter(([head]) => head![0]!.endsWith(' points'));
    expect(found.map(([head]) => head![0])).toEqual(['+5 points', '+3 points', '+10 points', '+5 points']);
    for (const [place, [head, , ...lines]] of found.entries()) {
      const [corner, ...columns] = head!;
      const setting = {
        rows: columns.map((column) => parseInt(column, 10)),
        gains: [parseInt(corner!.slice(1), 10) / 100],
        candidates: [place === 3 ? 8 : 1],
        level,
      };
      expect(lines).toHaveLength(4);
      for (const [differ, ...chances] of lines) {
        const table = powerTable({ ...setting, discordances: [parseInt(differ!, 10) / 100] });
        expect(chances).toEqual(table.map(({ chance }) => shown(chance)));
      }
    }
  });

  test('say how many rows that takes', () => {
    const [head, , ...lines] = tables.find(([head]) => head![0] === 'gain')!;
    expect(lines).toHaveLength(4);
    for (const [corner, ...cells] of lines) {
      const gain = parseInt(corner!.slice(1), 10) / 100;
      const rows = head!.slice(1).map((differ) => {
        const spread = { discordance: parseInt(differ, 10) / 100 };
        const each = [1, 4, 8].map((candidates) =>
          rowsToSee(spread, 0.8, { gain, margin: 0, level: level / candidates }),
        );
        return each.map((count) => count.toLocaleString('en')).join(', ');
      });
      expect(cells).toEqual(rows);
    }
  });
});
