import { expect, test } from '@jest/globals';
import { sourceLines } from '../../../cli/render/source-lines';

const answer = 'You have 14 days. Thanks! It is free, and we write a letter to you about it within a week or so.';
const span = (sentence: string) => ({
  start: answer.indexOf(sentence),
  end: answer.indexOf(sentence) + sentence.length,
});
const citation = { object: 'gs://artifacts/corpora/shop/objects/1f.md', generation: '17', start: 120, end: 137 };

test('each sentence stands beside the bytes that say so, as gcloud storage cat -r takes them', () => {
  const sentences = [
    { ...span('You have 14 days.'), support: 'supported', citations: [citation, { ...citation, start: 0, end: 5 }] },
    { ...span('Thanks!'), support: 'none', citations: [] },
    {
      ...span('It is free, and we write a letter to you about it within a week or so.'),
      support: 'unsupported',
      citations: [],
    },
  ];
  expect(sourceLines(answer, { sentences })).toEqual([
    'You have 14 days.                                 gs://artifacts/corpora/shop/objects/1f.md#17 bytes 120-136',
    '                                                  gs://artifacts/corpora/shop/objects/1f.md#17 bytes 0-4',
    'Thanks!                                           says nothing to be cited',
    'It is free, and we write a letter to you about…   rests on nothing',
  ]);
});

test('what was searched on the web is told by its title and address', () => {
  const web = { type: 'web' as const, title: 'shop.example', uri: 'https://example.com/a' };
  const sentences = [{ ...span('Thanks!'), support: 'supported', citations: [web, { type: 'web' as const }] }];
  expect(sourceLines(answer, { sentences })).toEqual([
    'Thanks!   shop.example · https://example.com/a',
    '          web',
  ]);
});

test('there is no line of an answer for which nothing was looked for', () => {
  expect(sourceLines(answer)).toEqual([]);
});
