import { expect, test } from '@jest/globals';
import { classifier } from '../../../../functions/evaluate/naive/classifier';
import { asked, trainingOf } from './made-training';

const training = trainingOf(
  ['Name the intent: my card is lost', 'lost_card'],
  ['Name the intent: I lost the card', 'lost_card'],
  ['Name the intent: the card is lost, help', 'lost_card'],
  ['Name the intent: the top up failed', 'failed'],
  ['Name the intent: my transfer failed', 'failed'],
  ['Name the intent: not good', 'bad'],
  ['Name the intent: good, not bad', 'good'],
);

test('names the label that the words speak for', async () => {
  const rival = await classifier(training);
  expect(rival.name).toBe('classifier');
  expect(rival.answer(asked('Name the intent: lost it'))).toBe('lost_card');
  expect(rival.answer(asked('Name the intent: it failed again'))).toBe('failed');
});

test('reads pairs of words too: with the same words in another order it is another label', async () => {
  const rival = await classifier(
    trainingOf(['a b', 'up'], ['b a', 'down'], ['a b x', 'up'], ['b a x', 'down'], ['x', 'none']),
  );
  expect(rival.answer(asked('a b'))).toBe('up');
  expect(rival.answer(asked('b a'))).toBe('down');
});

test('always answers with a label of training, the most frequent where it knows no word', async () => {
  expect((await classifier(training)).answer(asked('zzz'))).toBe('lost_card');
  expect((await classifier(trainingOf(['x', 'one'], ['y', 'one']))).answer(asked('z'))).toBe('one');
});

test('the same training makes the same classifier', async () => {
  const words = ['card', 'lost', 'money', 'top', 'up', 'send', 'fee', 'app'];
  const text = (n: number) => words.filter((_, at) => (n * 7919) & (1 << at)).join(' ');
  const noisy = trainingOf(...Array.from({ length: 300 }, (_, n) => [text(n), `label ${n % 7}`] as [string, string]));
  const [one, other] = [await classifier(noisy), await classifier(noisy)];
  const answers = (rival: typeof one) => Array.from({ length: 100 }, (_, n) => rival.answer(asked(text(1000 + n))));
  expect(answers(one)).toEqual(answers(other));
});
