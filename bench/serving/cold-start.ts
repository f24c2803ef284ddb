/**
 * How long a new instance takes to its first answer, beside a function that does nothing, in turns. serve is asked a question; a stage
 * is told an event that is none, so that nothing but what it takes to answer is measured.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bury, cleanup, evaluationShard, stageNames } from '../../core/stages';
import type { Figure } from '../figure';
import { quantile } from './load';
import { ended, freePort } from './processes';
import { question } from './question';
import { builtFunction, startFunction, surround } from './serve';

/** What an empty function takes, times this. */
const most = 1.5;

interface Start {
  name: string;
  source: string;
  path: string;
  body: object;
  environment: Record<string, string>;
  milliseconds: number[];
  mebibytes: number[];
}

/** @param model where the model is that serve asks */
export async function coldStartFigures(model: string, turns: number): Promise<Figure[]> {
  const surroundings = await surround(model);
  const folder = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
  try {
    writeFileSync(join(folder, 'index.js'), 'exports.empty = (request, response) => response.end();');
    const event = {
      message: { messageId: '1', data: 'e30=', attributes: {} },
      subscription: 'projects/p/subscriptions/s',
    };
    const start = (name: string, more: Partial<Start>): Start => ({
      name,
      source: builtFunction(name),
      path: '/projects/p/topics/t',
      body: event,
      environment: { ...surroundings.environment, LANDFALL_STAGE: name, FUNCTION_SIGNATURE_TYPE: 'cloudevent' },
      milliseconds: [],
      mebibytes: [],
      ...more,
    });
    const stages = [...stageNames, bury.name, cleanup.name, evaluationShard.name];
    const { environment } = surroundings;
    const starts = [
      start('empty', { source: folder, path: '/', environment }),
      start('serve', { path: '/v1/chat/completions', body: question(false), environment }),
      ...stages.map((name) => start(name, {})),
    ];
    for (let turn = 0; turn < turns; turn++) for (const each of starts) await measure(each);
    return figuresOf(starts);
  } finally {
    await surroundings.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(start: Start): Promise<void> {
  const { name, source, path, body, environment } = start;
  const port = await freePort();
  const began = performance.now();
  const child = startFunction(name, source, { port, environment, output: 'ignore' });
  const headers = { 'content-type': 'application/json' };
  const ask = (): Promise<unknown> =>
    fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }).then(
      (response) => response.text(),
      () => undefined,
    );
  while ((await ask()) === undefined && child.exitCode === null) await delay(2);
  start.milliseconds.push(performance.now() - began);
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  start.mebibytes.push(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) / 1024);
  await ended(child);
}

function figuresOf([empty, ...starts]: Start[]): Figure[] {
  const median = (values: number[]): number => quantile(values, 0.5);
  const least = median(empty!.milliseconds);
  return [
    { name: 'first answer, an empty function', value: least, unit: 'ms' },
    ...starts.flatMap(({ name, milliseconds, mebibytes }) => {
      const value = median(milliseconds);
      const ratio = value / least;
      const problem = ratio > most ? `not ${most} times an empty function at most` : undefined;
      return [
        { name: `first answer, ${name}`, value, unit: 'ms', ratio, against: 'an empty function', problem },
        { name: `memory then, ${name}`, value: median(mebibytes), unit: 'MiB' },
      ];
    }),
  ];
}
