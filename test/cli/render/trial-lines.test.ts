import { expect, test } from '@jest/globals';
import { subjectsOf } from '../../../cli/prompt-trial/subjects';
import { trialHead, trialLines } from '../../../cli/render/trial-lines';
import type { DatasetCard } from '../../../schemas/generated/types';
import { configuration, ownDigest, politeDigest, tried, where } from '../prompt-trial/trials';
import { plain } from '../reports';

test('before anything is asked: who is, with which prompt, on what, and for how much at most', async () => {
  const subjects = await subjectsOf(tried, { readText: async () => undefined }, where);
  const examples = Array.from({ length: 50 }, (_, i) => ({ line: i + 1, values: {}, history: [], references: [] }));
  const card = { version: '3f9a2c', evaluation: 200 } as DatasetCard;
  const lines = trialHead({ subjects, card, held: { examples, fields: [], unread: 2 }, most: 0.03 });
  expect(
    plain(lines.join('\n'))
      .split('\n')
      .map((line) => line.trim()),
  ).toEqual([
    `Asked        polite.yaml  ${politeDigest.slice(0, 12)}  gemini-3.5-flash-lite`,
    `base         ${ownDigest.slice(0, 12)}  gemini-3.5-flash-lite`,
    `production   ${ownDigest.slice(0, 12)}  tuned on gemini-3.5-flash-lite`,
    'Examples     50 of 200 held-out examples (25 %) of version 3f9a2c; 2 examples could not be read back into fields',
    'Price        $0.03 at most, for 150 answers',
  ]);
});

test('after it: scores, tokens and price of each, and the verdict', () => {
  const bill = { subject: 'polite.yaml', inputTokens: 6000, outputTokens: 600, price: 0.012, empty: 1, rejected: 0 };
  const lines = trialLines(
    {
      comparisons: [
        {
          metric: 'exactMatch',
          candidate: 'polite.yaml',
          rival: 'base',
          method: 'none',
          n: 0,
          verdict: 'not measurable',
          reasons: ['no example has two scores'],
        },
      ],
      bills: [bill],
    },
    configuration.pipeline.deployment.gate,
  );
  const text = plain(lines.join('\n'));
  expect(text).toMatch(/Scores\s+exact match/i);
  expect(text).toMatch(/polite\.yaml\s+–\s+6,000 in\s+600 out\s+\$0\.01\S*\s+1 empty/);
  expect(text).toContain('Whether polite.yaml is better than base is not measurable: no example has two scores.');
  expect(text).toContain('Its verdict on a candidate with the prompt counts.');
});
