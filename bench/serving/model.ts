/** Starts the instant model. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ended } from './processes';
import type { Target } from './target';

export interface Model extends Target {
  /** From now on streams pause for so many milliseconds between two pieces. */
  pause(milliseconds: number): void;
}

export async function startModel(): Promise<Model> {
  const child = fork(join(__dirname, 'model-process.js'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    name: 'the model itself',
    url: `http://127.0.0.1:${port}`,
    headers: { authorization: 'Bearer bench' },
    pause: (milliseconds) => void child.send({ pause: milliseconds }),
    stop: () => ended(child),
  };
}
