/** Stories of the shipped functions. Options: --seed 1, --write (docs/story.md), --stories 50 (of ends of bases, instead) */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../../core/root';
import type { Figure } from '../figure';
import { pageOf } from './page';
import { dyingAfterEveryRecord, spared, type Fate } from './process';
import { retirementFigures } from './retirements';
import { start, tellThirteenWeeks, usualSeed, weeks } from './thirteen-weeks';

export async function benchStory(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: {
      seed: { type: 'string', default: usualSeed },
      write: { type: 'boolean' },
      stories: { type: 'string' },
      json: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.stories !== undefined) return retirementFigures(Number(values.stories));
  return storyFigures(values.seed, values.write ?? false);
}

/** Told twice: undisturbed, and with a crash after every record. */
async function storyFigures(seed: string, isWritten: boolean): Promise<Figure[]> {
  const fate = dyingAfterEveryRecord();
  const begun = performance.now();
  const undisturbed = await page(seed, spared());
  const seconds = (performance.now() - begun) / 1000;
  const { text, problems } = await page(seed, fate);
  if (isWritten) writeFileSync(join(repositoryRoot(), 'docs/story.md'), undisturbed.text);
  return [
    { name: `${weeks} weeks are told in`, value: seconds, unit: 's' },
    { name: 'crashes, each after another record', value: fate.crashes, unit: 'crashes' },
    {
      name: 'pages that crashes change',
      value: Number(text !== undisturbed.text),
      unit: 'pages',
      problem: text === undisturbed.text ? undefined : 'a crash changes what is told',
    },
    {
      name: 'promises that did not hold',
      value: undisturbed.problems.length + problems.length,
      unit: 'promises',
      problem: [...undisturbed.problems, ...problems].join('; ') || undefined,
    },
  ];
}

async function page(seed: string, fate: Fate): Promise<{ text: string; problems: string[] }> {
  const told = await tellThirteenWeeks(seed, fate);
  const promises = await told.watch.promises();
  const { notFound, twins, overspent } = promises;
  const broken = { '404s': notFound, 'jobs twice': twins, 'hours above the budget': overspent };
  return {
    text: pageOf(told, promises, { seed, start, weeks }),
    problems: Object.entries(broken).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : [])),
  };
}
