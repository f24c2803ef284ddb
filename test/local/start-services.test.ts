import { describe, expect, test } from '@jest/globals';
import type { Ground, LocalService } from '../../local/service';
import { startServices } from '../../local/start-services';

const ground = { directory: '/state' } as Ground;

/** Services that tell when they start and stop; `failing` does not start. */
function services(needs: Record<string, string[]>, failing?: string) {
  const told: string[] = [];
  const definitions = Object.entries(needs).map(([name, needed]) => ({
    name,
    needs: needed,
    start: ({ directory }: Ground, others: Record<string, LocalService>): LocalService => {
      if (name === failing) throw new Error(`${name} is broken`);
      told.push(`start ${name} in ${directory} beside ${Object.keys(others).join('+') || 'nobody'}`);
      return { close: () => void told.push(`stop ${name}`) };
    },
  }));
  return { told, start: () => startServices<Record<string, LocalService>>(definitions, ground) };
}

describe('services', () => {
  test('start after what they need, and stop before it', async () => {
    const { told, start } = services({ storage: ['pubsub'], pubsub: ['bigquery'], bigquery: [], clock: [] });
    const { stop } = await start();
    await stop();
    expect(told).toEqual([
      'start bigquery in /state/bigquery beside nobody',
      'start pubsub in /state/pubsub beside bigquery',
      'start storage in /state/storage beside bigquery+pubsub',
      'start clock in /state/clock beside bigquery+pubsub+storage',
      'stop clock',
      'stop storage',
      'stop pubsub',
      'stop bigquery',
    ]);
  });

  test('stop again when one of them does not start', async () => {
    const { told, start } = services({ storage: ['pubsub'], pubsub: [] }, 'storage');
    await expect(start()).rejects.toThrow('storage is broken');
    expect(told.at(-1)).toBe('stop pubsub');
  });

  test.each<[string, Record<string, string[]>, string]>([
    ['need each other', { a: ['b'], b: ['c'], c: ['a'] }, 'services need each other: a → b → c → a'],
    ['need one that is not there', { a: ['b'] }, 'a needs b, which is no service'],
  ])('do not start when they %s', async (_, needs, message) => {
    const { told, start } = services(needs);
    await expect(start()).rejects.toThrow(message);
    expect(told).toEqual([]);
  });
});
