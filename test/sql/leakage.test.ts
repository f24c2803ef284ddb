import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findLeaks } from '../../functions/transform/version/leakage';
import type { Configuration } from '../../schemas/generated/types';
import { openWarehouse, type Rendered, type Warehouse } from './rendered-examples';

interface Leak {
  key: string;
  held_out_key: string;
  kind: string;
  similarity: number;
}

type Placed = Partial<Rendered> & { split: string | null };

let warehouse: Warehouse;
beforeAll(async () => void (warehouse = await openWarehouse()));
afterAll(() => warehouse?.close());

async function leaksOf(examples: Placed[], change?: (configuration: Configuration) => void) {
  const keyed = examples.map((example, index) => ({ key: `k${String(index).padStart(6, '0')}`, ...example }));
  const screened = await warehouse.fill(keyed);
  const split = await warehouse.table(
    keyed.map(({ key, split: name, system_prompt, user_prompt, history }) => {
      const promptId = Buffer.from(JSON.stringify([system_prompt, history, user_prompt])).toString('base64');
      return { key, split: name, prompt_id: promptId };
    }),
    [
      { name: 'key', type: 'STRING' },
      { name: 'split', type: 'STRING' },
      { name: 'prompt_id', type: 'BYTES' },
    ],
  );
  const table = await findLeaks({ examples: screened, split }, warehouse.context(change));
  return warehouse.rows<Leak>(`SELECT * FROM \`${table}\` ORDER BY key, held_out_key`);
}

const message = 'I sent money to my sister last week and it still has not arrived, where is it now';

describe('a leak', () => {
  test('is a training example whose prompt is a held-out one or nearly so, of whichever split and target', async () => {
    const leaks = await leaksOf([
      { key: 'held', user_prompt: message, split: 'evaluation' },
      { key: 'told', user_prompt: 'how do I change the PIN of my card', split: 'validation' },
      { key: 'copy', user_prompt: message, split: 'train' },
      { key: 'near', user_prompt: `${message}?!`, split: 'train' },
      { key: 'pin', user_prompt: 'how do I change the PIN of my card', split: 'train' },
      { key: 'else', user_prompt: 'why was I charged twice for one coffee', split: 'train' },
      { key: 'also', user_prompt: message, split: null },
      { key: 'twin', user_prompt: `${message}…`, split: 'evaluation' },
    ]);
    expect(leaks).toEqual([
      { key: 'copy', held_out_key: 'held', kind: 'exact', similarity: 1 },
      { key: 'copy', held_out_key: 'twin', kind: 'near', similarity: 1 },
      { key: 'near', held_out_key: 'held', kind: 'near', similarity: 1 },
      { key: 'near', held_out_key: 'twin', kind: 'near', similarity: 1 },
      { key: 'pin', held_out_key: 'told', kind: 'exact', similarity: 1 },
    ]);
  });

  test('counts from the similarity that the pipeline says', async () => {
    const examples: Placed[] = [
      { user_prompt: message, split: 'evaluation' },
      { user_prompt: message.replace('sister', 'brother'), split: 'train' },
    ];
    const at = (similarity: number) =>
      leaksOf(examples, ({ pipeline }) => void (pipeline.validation.checks.leakage.similarity = similarity));
    // 17 different words and 17 pairs, of which one word and two pairs differ: 31 of 37.
    expect(await at(0.84)).toEqual([]);
    expect(await at(0.83)).toMatchObject([{ kind: 'near', similarity: 31 / 37 }]);
  });

  test('is found however many texts are like the held-out one, and however many are held out', async () => {
    const examples = Array.from({ length: 3000 }, (_, index) => ({
      user_prompt: `${message} said customer ${index % 2500}`,
      split: index % 2 ? 'train' : 'evaluation',
      target: `target ${index}`,
    }));
    const leaks = await leaksOf(examples);
    expect(new Set(leaks.map(({ key }) => key)).size).toBe(1500);
    // Four of each bucket and the same prompt: not a thousand each.
    expect(leaks.length).toBeLessThan(1500 * 30);
  });

  test('is only the same prompt when the check is off', async () => {
    const leaks = await leaksOf(
      [
        { key: 'held', user_prompt: message, split: 'evaluation' },
        { key: 'near', user_prompt: `${message}!`, split: 'train' },
        { key: 'same', user_prompt: message, split: 'train' },
      ],
      ({ pipeline }) => void (pipeline.validation.checks.leakage.level = 'off'),
    );
    expect(leaks.map(({ key }) => key)).toEqual(['same']);
  });

  test('is none when the system prompts differ by a field', async () => {
    const change = (configuration: Configuration) => {
      configuration.prompt = { system: 'You help {{shop}}.', user: '{{text}}' };
    };
    const leaks = await leaksOf(
      [
        {
          system_prompt: 'You help Anna’s garden shop in the old town of Graz.',
          user_prompt: 'go on',
          split: 'evaluation',
        },
        { system_prompt: 'You help Otto, who repairs bicycles for a living.', user_prompt: 'go on', split: 'train' },
      ],
      change,
    );
    expect(leaks).toEqual([]);
  });
});
