import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { systemClock } from '../../../local/clock';
import { createFreezer, type Freezer } from '../../../local/functions/freezer';
import { Processor } from '../../../local/functions/processor';
import { processorMilliseconds } from '../../../local/functions/processor-time';
import { boostLasts } from '../../../local/functions/processors';
import { describeOnLinux } from '../../on-linux';
import { createManualClock, type ManualClock } from '../manual-clock';

describe('the processor of an instance', () => {
  let clock: ManualClock;
  let used: number | undefined;
  let isFrozen: boolean;
  let processor: Processor;

  beforeEach(() => {
    clock = createManualClock();
    used = 0;
    isFrozen = false;
    const freezer: Freezer = {
      freeze: () => void (isFrozen = true),
      thaw: () => void (isFrozen = false),
      close: () => {},
    };
    processor = new Processor({ pid: 1, share: 0.25, freezer, clock, used: () => used });
  });

  const afterItsBoost = async (): Promise<void> => {
    processor.give();
    processor.started();
    await clock.advance(boostLasts);
  };
  const work = async (milliseconds: number): Promise<void> => {
    used! += milliseconds;
    await clock.advance(100);
  };

  test('stands still in debt, and goes on when its share has paid', async () => {
    await afterItsBoost();
    await work(100);
    expect(isFrozen).toBe(true);
    await clock.advance(199);
    expect(isFrozen).toBe(true);
    await clock.advance(1);
    expect(isFrozen).toBe(false);
  });

  test('is not stopped for what its share gives', async () => {
    await afterItsBoost();
    for (const milliseconds of [25, 25, 0, 50, 25]) {
      await work(milliseconds);
      expect(isFrozen).toBe(false);
    }
  });

  test('has two processors while it starts, and for ten seconds after it listens', async () => {
    processor.give();
    for (let second = 0; second < 60; second += 1) await work(200);
    processor.started();
    await clock.advance(boostLasts - 200);
    await work(200);
    expect(isFrozen).toBe(false);
    await clock.advance(200);
    await work(200);
    expect(isFrozen).toBe(true);
  });

  test('stands still between requests, though its debt is paid meanwhile', async () => {
    await afterItsBoost();
    await work(100);
    processor.take();
    await clock.advance(60_000);
    expect(isFrozen).toBe(true);
    processor.give();
    expect(isFrozen).toBe(false);
  });

  test('is not woken by a request before its debt is paid', async () => {
    await afterItsBoost();
    await work(100);
    processor.take();
    await clock.advance(100);
    processor.give();
    expect(isFrozen).toBe(true);
    await clock.advance(100);
    expect(isFrozen).toBe(false);
  });

  test('leaves nothing stopped that is released', async () => {
    await afterItsBoost();
    await work(100);
    processor.release();
    used! += 1000;
    await clock.advance(60_000);
    expect(isFrozen).toBe(false);
  });

  test('is no limit where nobody knows what is used', async () => {
    await afterItsBoost();
    used = undefined;
    await clock.advance(60_000);
    expect(isFrozen).toBe(false);
  });
});

describeOnLinux('the processor time of a process', () => {
  test('is what it says itself', () => {
    const before = process.cpuUsage();
    const told = processorMilliseconds(process.pid)!;
    const after = process.cpuUsage();
    // Told in hundredths of a second, user and system apart.
    expect(told).toBeGreaterThan((before.user + before.system) / 1000 - 20.1);
    expect(told).toBeLessThan((after.user + after.system) / 1000 + 20.1);
    expect(processorMilliseconds(2 ** 30)).toBeUndefined();
  });
});

describeOnLinux('a process that never rests', () => {
  let freezer: Freezer;
  let child: ChildProcess;
  let processor: Processor | undefined;

  beforeEach(() => {
    freezer = createFreezer();
    child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  });

  afterEach(() => {
    processor?.release();
    freezer.close();
    child.kill('SIGKILL');
  });

  test('has a quarter of a processor when that is its share', async () => {
    const share = 0.25;
    const pid = child.pid!;
    let [begunAt, usedBefore] = [0, 0];
    // Looked at whenever a debt is paid, so that a machine that looks late is not counted against it.
    const measured = new Promise<number>((resolve) => {
      const thaw = (): void => {
        freezer.thaw(pid);
        const [milliseconds, used] = [Date.now() - begunAt, processorMilliseconds(pid)! - usedBefore];
        if (begunAt > 0 && used >= 300) resolve(used / milliseconds);
      };
      let now = 0;
      const clock = { ...systemClock, now: () => now || Date.now() };
      processor = new Processor({ pid, share, freezer: { ...freezer, thaw }, clock });
      now = Date.now() - boostLasts;
      processor.started();
      now = 0;
      [begunAt, usedBefore] = [Date.now(), processorMilliseconds(pid)!];
      processor.give();
    });
    const found = await measured;
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(0.35);
  });
});
