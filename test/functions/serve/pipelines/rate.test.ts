import { beforeEach, describe, expect, test } from '@jest/globals';
import { HttpProblem } from '../../../../functions/shared/http/problem';
import { rate } from '../../../../functions/serve/pipelines/rate';
import type { Serving } from '../../../../functions/serve/asking/production-model';
import production from '../../../../schemas/examples/production.json';
import { isAnswerRated } from '../../../../schemas/generated/event-validators';
import { createWorld, exampleRun, type World } from '../../fakes';

const id = '0d7f3a52-6a52-4a0e-b9a1-0f2a8f6f7c11';

describe('a rating', () => {
  let world: World;
  let serving: Serving;
  let findServing: () => Promise<Serving>;
  const send = (body: unknown) =>
    rate(production.pipeline, body, { ...world, findServing: () => findServing(), newId: () => 'event-1' });

  beforeEach(() => {
    world = createWorld();
    serving = { production, control: { configuration: exampleRun().configuration } } as unknown as Serving;
    findServing = async () => serving;
  });

  test.each([
    ['a thumb up', { id, good: true }, { good: true, comment: null }],
    [
      'a thumb down that says why',
      { id, good: false, comment: 'the wrong order' },
      { good: false, comment: 'the wrong order' },
    ],
    [
      'the answer that was taken in its place',
      { id, good: false, correction: 'A broken jar.' },
      { good: false, correction: 'A broken jar.' },
    ],
    ['an id in capitals', { id: id.toUpperCase(), good: true }, { good: true }],
    ['a comment of nothing', { id, good: true, comment: '' }, { comment: null }],
  ])('with %s is a row of the ratings table', async (_, body, row) => {
    expect(await send(body)).toMatchObject({ id, pipeline: production.pipeline, good: body.good });
    expect(world.published).toMatchObject([
      {
        id: 'event-1',
        type: 'landfall.answer.rated.v1',
        data: { id, pipeline: production.pipeline, rated_at: '2026-11-23T10:00:00.000Z', ...row },
      },
    ]);
    expect(isAnswerRated(world.published[0]!.data)).toBe(true);
  });

  test.each<[string, unknown, RegExp]>([
    ['is a list', [], /not a JSON object/],
    ['is nothing', undefined, /not a JSON object/],
    ['names no answer', { good: true }, /"id" is not the id of an answer/],
    ['names what is no id', { id: 'the last one', good: true }, /"id" is not the id of an answer/],
    ['does not say which', { id }, /"good" is neither true nor false/],
    ['says it in a word', { id, good: 'yes' }, /"good" is neither true nor false/],
    ['corrects it by a number', { id, good: false, correction: 5 }, /"correction" is not a text/],
    ['has a comment that is no text', { id, good: true, comment: 5 }, /"comment" is not a text/],
  ])('that %s is refused', async (_, body, what) => {
    await expect(send(body)).rejects.toMatchObject({ status: 400, detail: expect.stringMatching(what) });
    expect(world.published).toEqual([]);
  });

  test('is kept, by no rule of its own, where the run behind production is gone', async () => {
    serving.control.configuration.pipeline.serving.records = { personalData: { policy: 'off', kinds: ['email'] } };
    findServing = () => Promise.reject(new HttpProblem(500, 'the run is gone', 'deploy another'));
    await send({ id, good: false, comment: 'Ask anna@x.example' });
    expect(world.published).toMatchObject([{ data: { comment: expect.stringMatching(/^Ask \[EMAIL_/) } }]);
  });

  test('is refused where nothing is in production', async () => {
    findServing = () => Promise.reject(new HttpProblem(404, 'nothing is in production', 'drop a dataset'));
    await expect(send({ id, good: true })).rejects.toMatchObject({ status: 404 });
    expect(world.published).toEqual([]);
  });

  test('has tokens for personal data in what was said, and says so', async () => {
    const correction = 'Write to anna@shop.example.';
    expect(await send({ id, good: false, comment: 'no', correction })).toMatchObject({ correction });
    expect(world.published).toMatchObject([
      {
        data: {
          comment: 'no',
          correction: expect.stringMatching(/^Write to \[EMAIL_[0-9a-f]{8}\]\.$/),
          redacted: 'email',
        },
      },
    ]);
  });

  test('that cannot be put on record is to be sent again', async () => {
    world.publish = async () => {
      throw new Error('Pub/Sub is away');
    };
    await expect(send({ id, good: false })).rejects.toMatchObject({ status: 503 });
  });
});
