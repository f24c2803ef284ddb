/** What an evaluation costs beside the models, and metrics at speed: Landfall's beside sacreBLEU, rouge_score and torchmetrics. Options: --pairs 10000, --python python3. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { metricsOf, type MetricEntry } from '../../core/metrics';
import { repositoryRoot } from '../../core/root';
import type { Figure } from '../figure';
import { madePairs, type MadePair } from './made-pairs';
import { overheadOf } from './overhead';

/** Whatever else the machine does, both sides are measured in the time that their own processors worked. */
const unit = 'pairs/s of one processor';

/** Each with the references that measure the same, by their names in reference.py. */
const measured: { name: string; entry: MetricEntry; references: string[] }[] = [
  {
    name: 'ROUGE-L',
    entry: { metric: 'rougeL', tokenize: 'rouge-score' },
    references: ['rouge_score', 'torchmetrics'],
  },
  { name: 'ROUGE-L of any script', entry: 'rougeL', references: [] },
  { name: 'BLEU', entry: 'bleu', references: ['sacrebleu', 'torchmetrics'] },
  { name: 'chrF', entry: 'chrf', references: ['sacrebleu', 'torchmetrics'] },
];

export async function benchEvaluation(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: {
      pairs: { type: 'string', default: '10000' },
      python: { type: 'string', default: 'python3' },
      json: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const count = Number(values.pairs);
  if (!(count >= 1)) throw new Error(`--pairs ${values.pairs} is not a number of pairs`);
  const pairs = madePairs(count);
  const speeds = referenceSpeeds(values.python, pairs);
  const figures: Figure[] = measured.flatMap(({ name, entry, references }) => {
    const value = speedOf(entry, pairs);
    const others = references.flatMap((reference) => {
      const speed = speeds[`${name} ${reference}`];
      return speed === undefined ? [] : [{ name: `${name}, ${reference}`, value: speed, unit }];
    });
    const [first] = others;
    return [{ name, value, unit, ...(first && { ratio: value / first.value, against: first.name }) }, ...others];
  });
  for (const examples of [2000, 20_000]) figures.push(await overheadOf(examples));
  return figures;
}

/** Pairs a second, after as many others that only warm up. */
function speedOf(entry: MetricEntry, pairs: MadePair[]): number {
  const { measure } = metricsOf([entry])[0]!;
  for (const [answer, reference] of pairs.toReversed()) measure(answer, [reference]);
  const before = process.cpuUsage();
  for (const [answer, reference] of pairs) measure(answer, [reference]);
  const { user, system } = process.cpuUsage(before);
  return pairs.length / ((user + system) / 1e6);
}

/** What Python has of the references, by metric and name; what it lacks is said, and nothing of it is in the table. */
function referenceSpeeds(python: string, pairs: MadePair[]): Record<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
  try {
    const file = join(folder, 'pairs.json');
    writeFileSync(file, JSON.stringify(pairs));
    const script = join(repositoryRoot(), 'bench/evaluation/reference.py');
    const { stdout, error, status } = spawnSync(python, [script, file], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (error || status !== 0) {
      process.stderr.write(
        `${python} does not answer (${error?.message ?? `exit code ${status}`}): Landfall's alone\n`,
      );
      return {};
    }
    const { speeds, missing } = JSON.parse(stdout) as { speeds: Record<string, number>; missing: string[] };
    if (missing.length > 0) process.stderr.write(`${python} has no ${missing.join(', no ')}: without them\n`);
    return speeds;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
