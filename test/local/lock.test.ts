import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlreadyRunning, takeLock } from '../../local/lock';

describe('the lock of a state directory', () => {
  let directory: string;
  let other: ChildProcess | undefined;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'landfall-lock-'));
  });
  afterEach(() => {
    other?.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  });

  /** A process that lives on with this command line. */
  const running = (script: string): number => {
    const file = join(directory, script);
    writeFileSync(file, 'setInterval(() => {}, 1000);');
    other = spawn(process.execPath, [file]);
    return other.pid!;
  };

  test('is free again once it is given back', () => {
    takeLock(directory)();
    expect(existsSync(join(directory, 'lock'))).toBe(false);
    takeLock(directory);
  });

  test('is refused while another local cloud lives, naming its process and the way out', () => {
    // The command line is what tells a local cloud from other programs.
    other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '/landfall/dist/local/index.js']);
    writeFileSync(join(directory, 'lock'), String(other.pid));
    expect(() => takeLock(directory)).toThrow(AlreadyRunning);
    expect(() => takeLock(directory)).toThrow(`process ${other.pid}). Use it, or stop it: npx landfall stop`);
  });

  test.each([
    ['a process that is gone', () => spawnSync(process.execPath, ['-e', '']).pid],
    ['a number that another program has been given since', () => running('editor.js')],
    ['nothing that can be read', () => 'x'],
  ])('is taken over from %s', (_whom, holder) => {
    writeFileSync(join(directory, 'lock'), String(holder()));
    expect(() => takeLock(directory)).not.toThrow();
  });
});
