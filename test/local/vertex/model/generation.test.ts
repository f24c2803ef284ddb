import { beforeAll, describe, expect, test } from '@jest/globals';
import { createDecoder } from '../../../../local/vertex/model/decoder';
import { createGenerator, finish, type GenerationRequest } from '../../../../local/vertex/model/generation';
import { createDevice } from '../../../../local/vertex/model/kernels';
import { defaultBase, loadBase } from '../../../../local/vertex/model/base';
import { createTransformer } from '../../../../local/vertex/model/transformer';

const { layout, readWeights, tokenizer } = loadBase(defaultBase);

let generate: ReturnType<typeof createGenerator>;
beforeAll(() => {
  generate = createGenerator();
});
const grow = (text: string, changes: Partial<GenerationRequest> = {}) =>
  generate({
    base: defaultBase,
    turns: [{ role: 'user', text }],
    temperature: 0,
    topP: 1,
    seed: 1,
    maxOutputTokens: 16,
    stopSequences: [],
    ...changes,
  });
const ask = (...asked: Parameters<typeof grow>) => finish(grow(...asked));

describe('decoding', () => {
  test('token by token sees the same model as one pass over the whole text', () => {
    const device = createDevice();
    const model = createTransformer(device, layout, layout.shape.context);
    device.floats(model.weights, layout.size).set(readWeights());
    const decoder = createDecoder(device, model);
    const tokens = tokenizer.encode(
      'The river that flows through the old town is full of fish in the spring, and of boats in the summer.',
    );
    decoder.start(tokens.slice(0, 5));
    let stepwise = new Float32Array();
    for (const token of tokens.slice(5)) stepwise = decoder.next(token).slice();
    const whole = decoder.start(tokens);
    whole.forEach((logit, i) => expect(stepwise[i]).toBeCloseTo(logit, 3));
  });
});

describe('an answer', () => {
  test('is the same for the same seed', () => {
    const drawn = () => ask('Use the word river in a sentence.', { temperature: 1, seed: 4 }).text;
    expect(drawn()).toBe(drawn());
    const others = [5, 6, 7].map((seed) => ask('Use the word river in a sentence.', { temperature: 1, seed }).text);
    expect(new Set([drawn(), ...others]).size).toBeGreaterThan(1);
  });

  test('ends at the allowed number of tokens', () => {
    expect(ask('Define river.', { maxOutputTokens: 2 })).toMatchObject({ finishReason: 'MAX_TOKENS', outputTokens: 2 });
  });

  test('ends before a stop sequence', () => {
    const whole = ask('Define river.').text;
    const stop = whole.slice(4, 7);
    const cut = ask('Define river.', { stopSequences: ['never said', stop] });
    expect(cut).toMatchObject({ text: whole.slice(0, whole.indexOf(stop)).trim(), finishReason: 'STOP' });
  });

  test('counts the tokens of its prompt, marks included', () => {
    expect(ask('Define river.').promptTokens).toBe(tokenizer.encode('Define river.').length + 3);
  });

  test.each<Partial<GenerationRequest>>([
    { seed: 2 },
    { seed: 3, maxOutputTokens: 9 },
    { seed: 4, stopSequences: ['the', ' of', '. A'] },
    { temperature: 2, seed: 5 },
    { temperature: 2, seed: 6, stopSequences: ['e', 'ä'] },
    { choices: ['lost or stolen card', '退款 👩‍🔧'], seed: 7 },
  ])('grows token by token into itself, with %j', (changes) => {
    const settings = { temperature: 1, maxOutputTokens: 64, ...changes };
    const growing = grow('Tell me of the river.', settings);
    const said: string[] = [];
    let step = growing.next();
    for (; !step.done; step = growing.next()) said.push(step.value);
    expect(step.value).toEqual(ask('Tell me of the river.', settings));
    expect(step.value.text.startsWith(said.join(''))).toBe(true);
    expect(said.length).toBeGreaterThanOrEqual(step.value.outputTokens - 1);
  });

  describe('that may be one of a few texts only', () => {
    const labels = ['card_arrival', 'card', 'lost or stolen card', '退款', 'top up 12'];

    test.each([0, 2])('is one of them, whatever is asked, at a temperature of %d', (temperature) => {
      const answers = Array.from({ length: 12 }, (_, seed) =>
        ask(`Define river ${seed}.`, { temperature, seed, choices: labels, maxOutputTokens: 64 }),
      );
      for (const { text, finishReason } of answers) {
        expect(labels).toContain(text);
        expect(finishReason).toBe('STOP');
      }
      expect(new Set(answers.map(({ text }) => text)).size).toBeGreaterThan(temperature > 0 ? 1 : 0);
    });

    test('is not one of them without that', () => {
      expect(labels).not.toContain(ask('Define river.').text);
    });

    test('ends within one that is longer than the answer may be', () => {
      const cut = ask('Define river.', { choices: ['lost or stolen card'], maxOutputTokens: 2 });
      expect(cut.finishReason).toBe('MAX_TOKENS');
      expect('lost or stolen card'.startsWith(cut.text)).toBe(true);
    });
  });

  test('is refused for a prompt beyond the context', () => {
    expect(() => ask('far too long '.repeat(400))).toThrow(`context is ${layout.shape.context}`);
  });

  test('is refused for a file that is no adapter', () => {
    expect(() => ask('Hello', { adapterFile: __filename })).toThrow('is not an adapter of landfall-tiny');
  });
});
