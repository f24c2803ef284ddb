/**
 * What a new instance takes until its first answer, beside a function that does nothing: time, and processor time, which other work on
 * the machine does not change. serve is asked a question, of a model behind OpenAI's form and of Gemini; a stage is told an event that is none, so that nothing but what it takes to
 * answer is measured.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bury, cleanup, evaluationShard, index, trace } from '../../core/functions';
import { stageNames } from '../../core/stages';
import type { Figure } from '../figure';
import { processorSeconds } from '../process-time';
import { ended, freePort } from './processes';
import { question } from './question';
import { answering, builtFunction, startFunction, surround } from './serve';

/** What an empty function takes, times this. */
const most = 1.5;

interface Start {
  /** As its figures have it. */
  name: string;
  target: string;
  source: string;
  path: string;
  body: object;
  environment: Record<string, string>;
}

interface Measured {
  milliseconds: number;
  processor: number;
  mebibytes: number;
}

/** @param model where the model is that serve asks. @param turns pairs of each function and the empty one */
export async function coldStartFigures(model: string, turns: number): Promise<Figure[]> {
  const surroundings = await surround(model);
  const withGemini = await surround(model, answering.gemini);
  const { environment } = surroundings;
  const folder = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
  try {
    writeFileSync(join(folder, 'index.js'), 'exports.empty = (request, response) => response.end();');
    const empty: Start = { name: 'empty', target: 'empty', source: folder, path: '/', body: {}, environment };
    const built = (target: string, asked: Pick<Start, 'path' | 'body'>): Start => ({
      name: target,
      target,
      source: builtFunction(target),
      environment: { ...environment, LANDFALL_STAGE: target, NODE_COMPILE_CACHE: compileCache(target, folder) },
      ...asked,
    });
    const event = {
      message: { messageId: '1', data: 'e30=', attributes: {} },
      subscription: 'projects/p/subscriptions/s',
    };
    const stages = [...stageNames, bury.name, cleanup.name, evaluationShard.name, index.name, trace.name];
    const serve = built('serve', { path: '/v1/chat/completions', body: question(false) });
    const starts = [
      serve,
      { ...serve, name: 'serve before Gemini', environment: { ...serve.environment, ...withGemini.environment } },
      ...stages.map((name) => built(name, { path: '/projects/p/topics/t', body: event })),
    ];
    const turnsOf = new Map(starts.map(({ name }) => [name, [] as [Measured, Measured][]]));
    // The two, one after the other, have the same machine.
    for (let turn = 0; turn < turns; turn++)
      for (const start of starts) turnsOf.get(start.name)!.push([await measure(start), await measure(empty)]);
    return figuresOf(turnsOf);
  } finally {
    await withGemini.stop();
    await surroundings.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Made as Cloud Build makes it; a Node that keeps none leaves it empty. */
function compileCache(name: string, folder: string): string {
  const cache = join(folder, 'compile-cache', name);
  const source = builtFunction(name);
  execFileSync(process.execPath, [join(source, 'start-once.cjs'), '--target', name, '--source', source], {
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
    stdio: 'ignore',
  });
  return cache;
}

async function measure({ name, target, source, path, body, environment }: Start): Promise<Measured> {
  const port = await freePort();
  const began = performance.now();
  const child = startFunction(target, source, { port, environment, output: 'ignore' });
  const headers = { 'content-type': 'application/json' };
  const ask = (): Promise<number | undefined> =>
    fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }).then(
      async (response) => (await response.text(), response.status),
      () => undefined,
    );
  let status: number | undefined;
  while ((status = await ask()) === undefined && child.exitCode === null) await delay(2);
  if (status !== 200 && status !== 204) throw new Error(`${name} answered ${status ?? 'nothing'}`);
  const milliseconds = performance.now() - began;
  const processor = processorSeconds(child.pid!) * 1000;
  const memory = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const mebibytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(memory)![1]) / 1024;
  await ended(child);
  return { milliseconds, processor, mebibytes };
}

/**
 * Of times the least, to which other work on the machine has added nothing; of processor time, which is counted in hundredths of a
 * second, the mean.
 * @param turns of each function, and of the empty one beside it
 */
export function figuresOf(turns: Map<string, [Measured, Measured][]>): Figure[] {
  const least = (measured: Measured[]): number => Math.min(...measured.map(({ milliseconds }) => milliseconds));
  const mean = (measured: Measured[], what: 'processor' | 'mebibytes'): number =>
    measured.reduce((sum, each) => sum + each[what], 0) / measured.length;
  const empty = [...turns.values()].flat().map(([, beside]) => beside);
  return [
    { name: 'first answer, an empty function', unit: 'ms', value: least(empty) },
    { name: 'processor time until then, an empty function', unit: 'ms', value: mean(empty, 'processor') },
    ...[...turns].flatMap(([name, pairs]) => {
      const [own, beside] = [pairs.map(([each]) => each), pairs.map(([, each]) => each)];
      const figure = (what: string, unit: string, value: number, other: number) => ({
        name: `${what}, ${name}`,
        unit,
        value,
        ratio: value / other,
        against: 'an empty function',
      });
      const first = figure('first answer', 'ms', least(own), least(beside));
      const problem = first.ratio > most ? `not ${most} times an empty function at most` : undefined;
      return [
        { ...first, problem },
        figure('processor time until then', 'ms', mean(own, 'processor'), mean(beside, 'processor')),
        figure('memory then', 'MiB', mean(own, 'mebibytes'), mean(beside, 'mebibytes')),
      ];
    }),
  ];
}
