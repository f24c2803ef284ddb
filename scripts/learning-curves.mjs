/**
 * Makes bench/tuning/data/learning-curves.csv: 27 configurations of the local model, each tuned anew for 1, 3 and 9 epochs under
 * 8 seeds, as successive halving would. Goes on where it was stopped. After `npm run setup`:
 *
 *     node scripts/learning-curves.mjs banking77/train.csv banking77/test.csv [FOLDER FOR ITS WORK]
 *
 * Banking77 (PolyAI, Casanueva et al. 2020, CC BY 4.0) stays where it is: only numbers are kept. A seed draws the training and
 * the validation messages, and begins the adapter; the held-out messages are the same for all.
 */
import { parse } from 'csv-parse/sync';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const model = (name) => require(`../dist/local/vertex/model/${name}.js`);
const { readAdapter } = model('adapter-files');
const { loadBase } = model('base');
const { readExamples } = model('examples');
const { createGenerator, finish } = model('generation');
const { createReplica } = model('replica');
const { shardSize, toBatches } = model('steps');
const { tune } = model('tuning');

const base = 'landfall-tiny';
const { layout, tokenizer } = loadBase(base);
const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
const epochs = [1, 3, 9];
const adapterSizes = [1, 4, 16];
const learningRateMultipliers = [0.2, 1, 5];
const prompts = {
  none: undefined,
  short: 'Name the intent.',
  long: 'A customer of a bank writes. Say in a few words what about.',
};

const intents = 12;
const perIntent = { training: 8, validation: 6, heldOut: 10 };

const table = join(import.meta.dirname, '../bench/tuning/data/learning-curves.csv');
const heading = 'seed,adapter_size,learning_rate_multiplier,prompt,loss_1,loss_3,loss_9,right_9,held_out';

const [trainingTable, testTable, work = join(tmpdir(), 'learning-curves')] = process.argv.slice(2);
if (!testTable) throw new Error('name the files train.csv and test.csv of Banking77');
const read = (file) => parse(readFileSync(file), { columns: true });
const [training, test] = [read(trainingTable), read(testTable)];
const chosen = [...new Set(test.map(({ category }) => category))]
  .toSorted((a, b) => (a < b ? -1 : 1))
  .slice(0, intents);

/** So many of each intent, by hash. */
function drawn(rows, count, seed, from = 0) {
  const place = ({ text }) => createHash('md5').update(`${seed}\n${text}`).digest('hex');
  return chosen.flatMap((intent) =>
    rows
      .filter(({ category }) => category === intent)
      .toSorted((a, b) => (place(a) < place(b) ? -1 : 1))
      .slice(from, from + count),
  );
}
const labelOf = ({ category }) => category.replaceAll('_', ' ');

function writeExamples(name, rows, system) {
  const file = join(work, name);
  const turn = (role, text) => ({ role, parts: [{ text }] });
  const lines = rows.map((row) =>
    JSON.stringify({
      ...(system && { systemInstruction: turn('system', system) }),
      contents: [turn('user', row.text.trim()), turn('model', labelOf(row))],
    }),
  );
  writeFileSync(file, lines.join('\n'));
  return file;
}

/** @returns the adapter's file */
async function tuned(request) {
  let last;
  for await (const report of tune({ ...request, base })) last = report;
  return last.adapterFile;
}

/** The tuner would measure it after each epoch: asked for once, at the end, it costs a ninth. */
const replicas = Object.fromEntries(
  adapterSizes.map((rank) => [rank, createReplica(loadBase(base), rank, shardSize * layout.shape.context)]),
);
function lossOf(adapterFile, validationFile) {
  const { rank, adapter } = readAdapter(base, layout, adapterFile);
  return replicas[rank].loss(adapter, toBatches(readExamples(tokenizer, layout.shape.context, validationFile)));
}

mkdirSync(work, { recursive: true });
if (!existsSync(table)) writeFileSync(table, `${heading}\n`);
const done = new Set(
  readFileSync(table, 'utf8')
    .split('\n')
    .map((line) => line.split(',').slice(0, 4).join()),
);
const heldOut = drawn(test, perIntent.heldOut, 'held out');
const generate = createGenerator();

for (const seed of seeds)
  for (const [prompt, system] of Object.entries(prompts)) {
    const trainingRows = drawn(training, perIntent.training, seed);
    const validationRows = drawn(training, perIntent.validation, seed, perIntent.training);
    const trainingFile = writeExamples('training.jsonl', trainingRows, system);
    const validationFile = writeExamples('validation.jsonl', validationRows, system);
    for (const adapterSize of adapterSizes)
      for (const learningRateMultiplier of learningRateMultipliers) {
        const configuration = [seed, adapterSize, learningRateMultiplier, prompt];
        if (done.has(configuration.join())) continue;
        const losses = [];
        const folder = join(work, configuration.join('-'));
        rmSync(folder, { recursive: true, force: true });
        let adapterFile;
        for (const each of epochs) {
          const directory = join(folder, String(each));
          const settings = { adapterSize, learningRateMultiplier, seed, epochs: each };
          adapterFile = await tuned({ trainingFile, directory, ...settings });
          losses.push(lossOf(adapterFile, validationFile).toFixed(4));
        }
        const right = heldOut.filter((row) => {
          const turns = [{ role: 'user', text: row.text.trim() }];
          const sampling = { seed, temperature: 0, topP: 1, stopSequences: [], maxOutputTokens: 24 };
          return finish(generate({ base, adapterFile, system, turns, ...sampling })).text === labelOf(row);
        });
        rmSync(folder, { recursive: true });
        appendFileSync(table, `${[...configuration, ...losses, right.length, heldOut.length].join()}\n`);
      }
  }
