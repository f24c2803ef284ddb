/** What an evaluation costs beside the models: answers of an instant one are asked for, measured, recorded and read again, as a shard and evaluate do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { digest } from '../../core/digest';
import { placedLines } from '../../core/lines';
import { repositoryRoot } from '../../core/root';
import { asking } from '../../functions/shared/evaluation/asking';
import type { EvaluationContext } from '../../functions/shared/evaluation/context';
import { readerOf, type Place } from '../../functions/shared/evaluation/examples';
import { answersOf, measuring, partsOf } from '../../functions/shared/evaluation/recorded-answers';
import { systemClock } from '../../functions/shared/stage/clock';
import { openPurse } from '../../functions/shared/spending/purse';
import { createLedger } from '../../functions/shared/stage/ledger';
import type { Objects } from '../../functions/shared/stage/objects';
import type { Run } from '../../schemas/generated/types';
import { isPipelineSpec } from '../../schemas/generated/validators';
import type { Figure } from '../figure';
import { madePairs } from './made-pairs';

/** Milliseconds of a processor that an example may take beside the question itself. */
const most = 2;
const partsInShard = 40;
const uri = 'gs://bench/evaluation.jsonl';

/** Of so many examples; the network and Cloud Storage are not in it. */
export async function overheadOf(count: number): Promise<Figure> {
  const pairs = madePairs(count);
  const objects = createObjects(pairs.map(([text, target]) => `${lineOf(text, target)}\n`).join(''));
  const places: Place[] = [];
  let line = 0;
  for await (const { text, start, end } of placedLines(objects.openRead(uri)))
    if (text) places.push({ line: (line += 1), start, end });
  const run = JSON.parse(readFileSync(join(repositoryRoot(), 'schemas/examples/run.json'), 'utf8')) as Run;
  isPipelineSpec(run.configuration!.pipeline);
  const heldOut = { examples: { places, read: readerOf(uri, objects) }, labels: [] };
  const subject = { name: 'base', model: 'm', base: 'gemini-3.5-flash-lite', configuration: run.configuration! };
  const usage = { inputTokens: 20, outputTokens: 20, thoughtTokens: 0 };
  const deps = {
    objects,
    ledger: createLedger({ objects, bucket: 'bench' }),
    clock: systemClock,
    generationOf: () => ({
      modelOf: () => 'm',
      generate: async ({ request }: { request: { turns: { text: string }[] } }) => ({
        outcome: 'answered' as const,
        text: request.turns[0]!.text,
        finishReason: 'STOP',
        usage,
      }),
    }),
  } as unknown as EvaluationContext['deps'];
  const purse = openPurse(run, deps);
  const context = { run, deps, signal: new AbortController().signal, isTimeUp: () => false, purse };
  const ask = asking(subject, heldOut, await measuring([], context), context);
  const parts = partsOf(subject, places, run).size;

  const before = process.cpuUsage();
  for (let first = 0; first < parts; first += partsInShard)
    await answersOf(subject, { ...heldOut.examples, ask }, context, { first, parts: partsInShard });
  const answers = await answersOf(subject, { ...heldOut.examples, ask }, context);
  const { user, system } = process.cpuUsage(before);
  if (answers?.measured.length !== count) throw new Error(`${answers?.measured.length} of ${count} were answered`);
  const value = (user + system) / 1000 / count;
  return {
    name: `overhead per example, ${count.toLocaleString('en-US')} examples`,
    value,
    unit: 'ms of one processor',
    ratio: value / most,
    against: `${most} ms`,
    ...(value > most && { problem: 'more than an example may take beside its question' }),
  };
}

const lineOf = (text: string, target: string): string =>
  JSON.stringify({
    contents: [
      { role: 'user', parts: [{ text }] },
      { role: 'model', parts: [{ text: target }] },
    ],
  });

/** In memory, with the one file of examples in it. */
function createObjects(examples: string): Objects {
  const stored = new Map([[uri, Buffer.from(examples)]]);
  const info = (each: string) => ({
    uri: each,
    generation: '1',
    name: each,
    bytes: 0,
    crc32c: '',
    timeCreated: '',
    isOurs: true,
  });
  return {
    read: async (each) => {
      const found = stored.get(each);
      return found && { text: found.toString(), generation: digest(each) };
    },
    write: async (each, text) => {
      stored.set(each, Buffer.from(text));
      return '1';
    },
    list: async (prefix) => [...stored.keys()].filter((each) => each.startsWith(prefix)).map(info),
    openRead: (each, _generation, range) => Readable.from([stored.get(each)!.subarray(range?.start, range?.end)]),
    openWrite: () => new PassThrough(),
    remove: async () => {},
    copy: async () => {},
    compose: async () => {},
  };
}
