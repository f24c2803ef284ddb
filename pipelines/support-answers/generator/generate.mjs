// Writes the sample data out of the handbook of support-policies and the questions about it, once Landfall is built:
// `node pipelines/support-answers/generator/generate.mjs` makes the same file every time. With --check it writes nothing and
// fails when the committed file differs.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import grounding from '../../../dist/core/grounding/passages.js';
import { closings, frames, notThere, openings } from './words.mjs';

const root = new URL('../../../', import.meta.url);
const handbook = new URL('pipelines/support-policies/data/', root);
const file = new URL('../data/questions.jsonl', import.meta.url);
const size = { tokens: 120, overlap: 20 }; // of support-policies

// What the chain shows the model of passages: training shows the same.
const code = readFileSync(new URL('../evidence.js', import.meta.url), 'utf8');
const { run: evidenceOf, sentencesOf, wordsOf } = runInNewContext(`${code}; ({ run, sentencesOf, wordsOf })`);

/** Numbers that are the same every time: the minimal standard generator (Park and Miller, 1988). */
let state = 20261201;
const below = (limit) => (state = (state * 48271) % 2147483647) % limit;
const pick = (some) => some[below(some.length)];

const passages = readdirSync(handbook)
  .sort()
  .flatMap((name) =>
    grounding
      .passagesOf(readFileSync(new URL(name, handbook), 'utf8'), size)
      .map((passage) => ({ ...passage, page: name })),
  );

const rows = [];
/** Beside a passage another of its page: a page that is held out is held out as a whole. */
function add(passage, question, answer) {
  const other = pick(passages.filter((each) => each !== passage && each.page === passage.page));
  const evidence = evidenceOf({ question, passages: below(4) > 0 ? [passage, other] : [other, passage] });
  if (answer === notThere ? evidence === '' : !evidence.split('\n').includes(answer)) return;
  rows.push({ id: `q${String(rows.length + 1).padStart(4, '0')}`, page: passage.page, question, evidence, answer });
}

const lines = readFileSync(new URL('bench/grounding/questions.jsonl', root), 'utf8').trimEnd().split('\n');
for (const { question, page, quote } of lines.map((line) => JSON.parse(line))) {
  const email = `${pick(openings)} ${question} ${pick(closings)}`;
  if (!quote) {
    // Beside what shares a word with it, as a search would find.
    const near = passages.filter((passage) => evidenceOf({ question, passages: [passage] }) !== '');
    if (near.length > 0) add(pick(near), email, notThere);
    continue;
  }
  const passage = passages.find((each) => each.page === page && each.text.includes(quote));
  const answer = sentencesOf(passage.text).find((sentence) => sentence.includes(quote) || quote.startsWith(sentence));
  add(passage, question, answer);
  add(passage, email, answer);
}

/** Half of the sentences once more, asked for by three of their words that the fewest passages have. */
const frequency = new Map();
for (const { text } of passages) for (const word of wordsOf(text)) frequency.set(word, (frequency.get(word) ?? 0) + 1);
for (const passage of passages)
  for (const sentence of sentencesOf(passage.text)) {
    const all = [...new Set(sentence.toLowerCase().match(/\p{L}{4,}/gu) ?? [])];
    const often = (word) => frequency.get(word.slice(0, 5));
    const rare = [...all].sort((a, b) => often(a) - often(b)).slice(0, 3);
    if (rare.length === 3 && below(2) === 0)
      add(passage, pick(frames)(...all.filter((word) => rare.includes(word))), sentence);
  }

const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
if (!process.argv.includes('--check')) {
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error(
    'questions.jsonl is not what the generator makes: node pipelines/support-answers/generator/generate.mjs',
  );
  process.exitCode = 1;
}
