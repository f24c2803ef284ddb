import { expect, test } from '@jest/globals';
import { Machine } from '../../../../local/bigquery/jobs/machine';

/** Work that ends when it is told to, or fails when it is to give way. */
function endless(log: string[], name: string) {
  let end = () => {};
  const work = (giveWay?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      log.push(`${name} begins`);
      end = resolve;
      giveWay?.addEventListener('abort', () => {
        log.push(`${name} gives way`);
        reject(new Error('interrupted'));
      });
    });
  return { work, end: () => end() };
}

const settled = () => new Promise(setImmediate);

test('what needs the machine for itself makes the others give way, and they begin again after it', async () => {
  const log: string[] = [];
  const machine = new Machine();
  const [hog, victim] = [endless(log, 'hog'), endless(log, 'victim')];
  const shared = machine.shared(hog.work);
  const alone = machine.alone(victim.work);
  await settled();
  const late = machine.shared(async () => void log.push('late'));
  await settled();
  expect(log).toEqual(['hog begins', 'hog gives way', 'victim begins']);
  victim.end();
  await Promise.all([alone, late]);
  hog.end();
  await shared;
  expect(log.slice(3).toSorted()).toEqual(['hog begins', 'late']);
});

test('two that need it run one after the other, whether the first fails or not', async () => {
  const log: string[] = [];
  const machine = new Machine();
  const first = machine.alone(() => Promise.reject(new Error('too much')));
  const second = machine.alone(async () => void log.push('second'));
  await expect(first).rejects.toThrow('too much');
  await second;
  await machine.shared(async () => void log.push('beside'));
  expect(log).toEqual(['second', 'beside']);
});

test('what gave way twice has its turn alone', async () => {
  const log: string[] = [];
  const machine = new Machine();
  const hog = endless(log, 'hog');
  const shared = machine.shared(hog.work);
  for (const name of ['first', 'second']) {
    await machine.alone(async () => void log.push(name));
    await settled();
  }
  const third = machine.alone(async () => void log.push('third'));
  await settled();
  hog.end();
  await Promise.all([shared, third]);
  expect(log.filter((line) => line !== 'hog begins')).toEqual([
    'hog gives way',
    'first',
    'hog gives way',
    'second',
    'third',
  ]);
});
