/** A story as Markdown, week by week: docs/story.md is what this writes of thirteen. */
import { cellTable } from '../../core/card/markdown';
import { daysBetween } from '../../core/retirement/schedule';
import { plural, thousands } from '../../core/wording';
import type { Entry } from './chronicle';
import type { Promises } from './promises';
import type { Told } from './story';

/** One for each week, its heading included. @param start YYYY-MM-DD */
export function weeksOf({ entries }: Pick<Told, 'entries'>, start: string, weeks: number): string[] {
  return Array.from({ length: weeks }, (_, week) => {
    const own = entries.filter(({ at }) => Math.floor(daysBetween(start, at.slice(0, 10)) / 7) === week);
    const heading = `## Week ${week + 1}`;
    return own.length === 0 ? `${heading}\n\nNothing to do.` : [heading, ...days(own)].join('\n\n');
  });
}

function days(entries: Entry[]): string[] {
  const all = new Set(entries.map(({ at }) => at.slice(0, 10)));
  return [...all].map((day) => {
    const own = entries.filter(({ at }) => at.startsWith(day));
    return [`**${inWords(day)}**`, ...blocks(own)].join('\n\n');
  });
}

/** Commands that follow each other are one block, and so is what is seen. */
function blocks(entries: Entry[]): string[] {
  const all: Entry[] = [];
  for (const entry of entries) {
    const last = all.at(-1);
    if (last?.kind === entry.kind) last.text += `\n${lineOf(entry)}`;
    else all.push({ ...entry, text: lineOf(entry) });
  }
  return all.map(({ kind, text }) => (kind === 'typed' ? `\`\`\`sh\n${text}\n\`\`\`` : text));
}

const lineOf = ({ kind, text }: Entry): string => (kind === 'typed' ? text : `- ${text}`);

const inWords = (day: string): string =>
  new Date(day).toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });

/** @param seed by which it is told */
export function pageOf(
  told: Told,
  promises: Promises,
  { seed, start, weeks }: { seed: string; start: string; weeks: number },
): string {
  const { changes } = told;
  const models = changes.map(({ day, run, base, before, after }) => [
    day,
    run,
    base,
    before === undefined ? '' : String(before),
    String(after),
  ]);
  const months = promises.months.map(({ month, tuned, cap }) => [month, tuned.toFixed(2), cap.toFixed(2)]);
  return `${[
    '# A story',
    opening,
    `Told by \`npm run story\` with the seed \`${seed}\`.`,
    ...weeksOf(told, start, weeks),
    '## What held',
    `- ${thousands(promises.asked)} requests were asked; ${thousands(promises.notFound)} were answered by nobody (404).`,
    `- ${plural(promises.jobs, 'tuning job')} were created, ${thousands(promises.twins)} of them for a candidate that had one.`,
    `- The budget of a month was passed ${plural(promises.overspent, 'time')}. Looked at every hour, with what was held for bills to come.`,
    cellTable([['month', 'tuning was billed, $', 'budget, $'], ...months]),
    'Each model that came into production, and how many of a thousand messages of that day it answers rightly, and the one before it did:',
    cellTable([['day', 'run', 'base', 'before', 'after'], ...models]),
    closing,
  ].join('\n\n')}\n`;
}

const opening = `Thirteen weeks of one pipeline, \`shop-intents\`: eight intents of a shop's customers, 400 messages a day. A model is promoted, customers
begin to speak differently, and production is retrained, misled by a bad export, put right, and moved to another base before its own ends. What stands here is what Landfall has done and said.

**What runs** is what is deployed: the functions \`tune\`, \`watch\`, \`evaluate\`, \`evaluation-shard\`, \`deploy\`, \`cleanup\`, \`monitor\` and \`retrain\`, the way in which \`validate\` finds its runs, the compiler, and the routing of \`serve\`,
with the catalog's prices and dates. Messages come at least once, in a drawn order, some twice. **What is played**, in memory: the buckets, the topics, the clock, and

- BigQuery: landed rows and curated answers become a dataset version by a few lines of TypeScript that keep the rules of \`validate\` and \`transform\`, and the exposures of a canary are counted as [\`sql/rollout/exposures.sql\`](../sql/rollout/exposures.sql) does;
- Vertex AI: a tuned model is a naive Bayes classifier over the words of its training file, so that it is as good as what it learnt from; a base guesses;
- drift: its alarm is a share of words that production was never taught;
- people: a day's requests come in the evening, half of those who are told something wrong say so, most of them what were right; Ana approves in the morning of a workday what is suggested.`;

const closing = `The same seed tells the same bytes. So it does where every process dies after every record that it leaves (a write, a copy, a message, a tuning job), once each, and the message
is delivered again: \`test/bench/story\` holds that. What is not on this page is what a crash may cost: answers that were paid for and lost are asked again, within the budget. With a fifth of the
corrections wrong, with one user who floods them, and at the ends of many bases: \`npm run bench -- story --stories 50\`.`;
