// Makes local/vertex/model/base: learns the tokenizer, then trains the base weights. Run `npm run build` first, then
//   node scripts/base-model/train.mjs [--steps 3500] [--work .landfall/base-model] [--ship-every 400]
// It saves its state every 100 steps; started again with the same work folder it goes on from there.
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createPages, createTalk, tokenizerText } from './corpus.mjs';
import { createMuon } from './muon.mjs';
import { createRandom } from './random.mjs';
import { learnMerges } from './train-tokenizer.mjs';
import { fetchWordnet, readSynsets } from './wordnet.mjs';

const require = createRequire(import.meta.url);
const part = (name) => require(`../../dist/local/vertex/model/${name}.js`);
const { createDevice } = part('kernels');
const { createTransformer } = part('transformer');
const { createOptimizer } = part('optimizer');
const { createTokenizer, firstMerge, pieces, special } = part('tokenizer');
const { layout, projections, shape, headWidth } = part('shape');
const { packWeights } = part('weights');
const { toBatch, toSequence } = part('batch');

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '3500' },
    work: { type: 'string', default: '.landfall/base-model' },
    rate: { type: 'string', default: '0.004' },
    ship: { type: 'string', default: 'local/vertex/model/base' },
    'ship-every': { type: 'string', default: '400' },
  },
});
const seed = 2026;
const steps = Number(values.steps);
const batchTokens = 2048;
const pageShare = 0.35;
const warmup = 60; // then a constant rate, so that more steps can be added to a run until its cooldown begins
const cooldown = Math.ceil(steps * 0.35);
const matrixRate = 0.02;

mkdirSync(values.ship, { recursive: true });
const wordnet = fetchWordnet(join(values.work, 'wordnet'));
const synsets = readSynsets(wordnet);
copyFileSync(join(wordnet, '../LICENSE'), join(values.ship, 'LICENSE.wordnet'));

const tokenizerFile = join(values.work, 'tokenizer.json');
if (!existsSync(tokenizerFile)) {
  const merges = learnMerges(tokenizerText(seed, synsets), pieces, firstMerge, shape.vocabulary - firstMerge);
  writeFileSync(tokenizerFile, `${JSON.stringify({ merges })}\n`);
}
copyFileSync(tokenizerFile, join(values.ship, 'tokenizer.json'));
const tokenizer = createTokenizer(JSON.parse(readFileSync(tokenizerFile, 'utf8')).merges);

const pages = createPages(seed, synsets).map((page) => [special.text, ...tokenizer.encode(page.trim()), special.end]);
const whole = (tokens) => ({ tokens: tokens.slice(0, shape.context), learn: new Uint8Array(tokens.length).fill(1) });

let nextPage = 0;
const talk = createTalk(seed + 1, synsets);
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
const model = createTransformer(device, batchTokens + 600);
const gradients = device.allocate(layout.size);
const momentum = device.allocate(layout.size);
const optimizer = createOptimizer(device, layout.projections, 0, { parameters: model.weights, gradients });
const matrices = layout.layers.flatMap(({ projection }) =>
  projections.map((p) => ({ ...p, offset: projection[p.name] })),
);
const stepMatrices = createMuon(device, matrices, model.weights, gradients, momentum, 0.05);
const { gemm } = device.kernels;

function initialise() {
  const random = createRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const w = device.floats(model.weights, layout.size);
  for (let i = 0; i < shape.vocabulary * shape.width; i++) w[i] = 0.05 * normal();
  for (const layer of layout.layers) {
    // Half of the heads begin as "what followed this token before", half as plain attention.
    for (let i = 0; i < shape.width; i++) w[layer.gate + i] = i < 2 * headWidth ? 0.9 : 0.1;
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

const arrays = [
  { pointer: model.weights, count: layout.size },
  { pointer: momentum, count: layout.size },
  ...optimizer.moments.map((pointer) => ({ pointer, count: optimizer.count })),
];
const stateFile = join(values.work, 'state.bin');
function save(step) {
  const parts = arrays.map(({ pointer, count }) => Buffer.from(device.floats(pointer, count).slice().buffer));
  writeFileSync(`${stateFile}.tmp`, Buffer.concat([Buffer.from(Float64Array.of(step).buffer), ...parts]));
  renameSync(`${stateFile}.tmp`, stateFile);
}
function load() {
  if (!existsSync(stateFile)) return (initialise(), 0);
  const bytes = readFileSync(stateFile);
  let from = bytes.byteOffset + 8;
  for (const { pointer, count } of arrays) {
    device.floats(pointer, count).set(new Float32Array(bytes.buffer.slice(from, (from += 4 * count))));
  }
  return bytes.readDoubleLE(0);
}

const first = load();
for (let step = 0; step < first; step++) nextBatch();
let shown = { time: performance.now(), tokens: 0, loss: 0, steps: 0 };
for (let step = first; step < steps; step++) {
  const batch = nextBatch();
  shown.loss += model.run(batch, { onProjection, gradients });
  shown.tokens += batch.tokens.length;
  shown.steps++;
  const share = Math.min(1, (step + 1) / warmup, (steps - step) / cooldown);
  stepMatrices(matrixRate * share);
  optimizer.step(step + 1, Number(values.rate) * share);
  if ((step + 1) % 20 === 0) {
    const seconds = (performance.now() - shown.time) / 1000;
    console.log(
      `step ${step + 1}/${steps} loss ${(shown.loss / shown.steps).toFixed(3)} ${Math.round(shown.tokens / seconds)} tokens/s`,
    );
    shown = { time: performance.now(), tokens: 0, loss: 0, steps: 0 };
  }
  if ((step + 1) % 100 === 0) save(step + 1);
  if ((step + 1) % Number(values['ship-every']) === 0 || step + 1 === steps) {
    writeFileSync(join(values.ship, 'weights.bin'), packWeights(device.floats(model.weights, layout.size)));
  }
}
