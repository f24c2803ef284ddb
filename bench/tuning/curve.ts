/** Quality against time: how many held-out messages a tuned base labels exactly after each epoch, beside the naive rivals. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from '../figure';
import { answered, tuned } from './children';
import { isHeldOut, readLabelled, system, writeExamples, type Labelled } from './labelled';
import { rivalShares } from './rivals';

/** @param file a table that `readLabelled` reads */
export async function curveFigures(bases: string[], file: string, folder: string, epochs: number): Promise<Figure[]> {
  mkdirSync(folder, { recursive: true });
  const all = readLabelled(file);
  const [training, heldOut] = [all.filter((row) => !isHeldOut(row)), all.filter(isHeldOut)];
  const trainingFile = join(folder, 'training.jsonl');
  writeExamples(trainingFile, training);
  const unit = `right of ${heldOut.length} held out`;
  const rivals = Object.entries(await rivalShares(training, heldOut));
  const figures: Figure[] = rivals.map(([name, value]) => ({ name: `${name} (naive)`, value, unit }));
  for (const base of bases) {
    const request = { base, trainingFile, adapterSize: 16, epochs, learningRateMultiplier: 1, seed: 1, workers: 2 };
    for await (const { message, seconds } of tuned({ ...request, directory: join(folder, base) })) {
      if (message.type !== 'checkpoint') continue;
      const name = `${base}, epoch ${message.epoch} of ${epochs}, ${Math.round(seconds)} s of the processor`;
      figures.push({ name, value: await rightShare(base, message.adapterFile, heldOut), unit });
      process.stderr.write(`${name}: ${figures.at(-1)!.value.toFixed(3)}\n`);
    }
  }
  return figures;
}

async function rightShare(base: string, adapterFile: string, rows: Labelled[]): Promise<number> {
  const request = { base, adapterFile, system, temperature: 0, topP: 1, seed: 1, maxOutputTokens: 32 };
  const { answers } = await answered(
    rows.map(({ text }) => ({ ...request, turns: [{ role: 'user' as const, text }], stopSequences: [] })),
  );
  return answers.filter(({ text }, i) => text === rows[i]!.label).length / rows.length;
}
