/** serving.outcomes: what is done where an answer is none. */
import { afterEach, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { RetryableError } from '../../../../core/errors';
import type { Answer, Generation, Question } from '../../../../functions/shared/models/provider';
import type { PipelineSpec } from '../../../../schemas/generated/types';
import { eventually } from '../../../eventually';
import { answered, startServe, usage } from '../serve-server';

type Outcomes = PipelineSpec['serving']['outcomes'];
type Says = Answer | Error;

const blockedFor = (finishReason: string): Answer => ({ outcome: 'blocked', text: '', finishReason, usage });
const empty: Answer = { outcome: 'empty', text: '', finishReason: 'STOP', usage };
const cut: Answer = { outcome: 'truncated', text: 'A bro', finishReason: 'MAX_TOKENS', usage };
const away = new RetryableError('the provider is away');

let serve: Awaited<ReturnType<typeof startServe>>;
afterEach(() => serve.close());

/** One answer after the other; the last one for ever. Of the try `hear` names something is heard before it ends. */
async function served(outcomes: Outcomes, says: Says[], hear?: number) {
  const asked: Question[] = [];
  const generate: Generation['generate'] = async (question, hearing) => {
    asked.push(question);
    const said = says[Math.min(asked.length, says.length) - 1]!;
    if (hear === asked.length) hearing?.onText?.('How to');
    if (said instanceof Error) throw said;
    return said;
  };
  serve = await startServe(generate, (configuration) => {
    configuration.prompt.user = '{{body}}';
    configuration.pipeline.serving = { outcomes };
    configuration.baseModels['gemini-3.5-flash'] = { provider: 'vertex' };
  });
  return asked;
}

const ask = async (verb = 'generate') => {
  const response = await fetch(`${serve.url}/v1/pipelines/email-summary:${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'My jar is broken.' }),
  });
  const text = await response.text();
  return { status: response.status, text, told: verb === 'generate' ? JSON.parse(text) : undefined };
};
const rows = () => serve.rows().map(({ outcome, attempt, policy, model }) => ({ outcome, attempt, policy, model }));

describe('where an answer is none', () => {
  test('the caller is told so, unless the pipeline says more', async () => {
    const asked = await served({}, [blockedFor('SAFETY'), answered]);
    expect((await ask()).status).toBe(422);
    expect(asked).toHaveLength(1);
    expect(rows()).toMatchObject([{ outcome: 'blocked', attempt: 1, policy: null }]);
  });

  test('it is asked again with other seeds, as often as is said, until there is one', async () => {
    const asked = await served({ blocked: [{ retry: 3 }] }, [blockedFor('RECITATION'), blockedFor('SAFETY'), answered]);
    const { status, told } = await ask();
    expect({ status, told }).toMatchObject({ status: 200, told: { text: 'A broken jar.', outcome: 'answered' } });
    expect(asked.map(({ seed }) => seed)).toEqual([undefined, 1, 2]);
    expect(rows()).toMatchObject([
      { outcome: 'blocked', attempt: 1, policy: null },
      { outcome: 'blocked', attempt: 2, policy: 'retry' },
      { outcome: 'answered', attempt: 3, policy: 'retry' },
    ]);
    expect(told.id).toBe(serve.rows().at(-1)!.id);
  });

  test('the reason counts before the outcome, and each step is gone to in its order', async () => {
    const outcomes: Outcomes = {
      blocked: [{ retry: 1 }],
      RECITATION: [{ rephrase: 'Say it in your own words.' }, { fallBack: 'gemini-3.5-flash' }, { refuse: 'Sorry.' }],
    };
    const asked = await served(outcomes, [blockedFor('RECITATION'), blockedFor('RECITATION'), answered]);
    expect((await ask()).told).toMatchObject({ outcome: 'answered', model: 'gemini-3.5-flash' });
    expect(asked.map(({ request }) => request.turns.at(-1)!.text)).toEqual([
      'My jar is broken.',
      'My jar is broken.\n\nSay it in your own words.',
      'My jar is broken.',
    ]);
    expect(asked.at(-1)).toMatchObject({ base: { id: 'gemini-3.5-flash' }, model: 'gemini-3.5-flash' });
    expect(rows()).toMatchObject([{ policy: null }, { policy: 'rephrase' }, { policy: 'fallBack' }]);
  });

  test('a text is told in its place, which is no model’s, and no normal stop', async () => {
    await served({ blocked: [{ refuse: 'I cannot help with that.' }] }, [blockedFor('SAFETY')]);
    expect(await ask()).toMatchObject({
      status: 200,
      told: { outcome: 'refused', text: 'I cannot help with that.', finishReason: 'SAFETY' },
    });
    const stream = await ask('streamGenerate');
    expect(stream.text).toContain('data: {"text":"I cannot help with that."}');
    expect(stream.text).toContain('"outcome":"refused"');
    const client = new OpenAI({ apiKey: 'none', baseURL: `${serve.url}/v1`, maxRetries: 0 });
    const { choices } = await client.chat.completions.create({
      model: 'email-summary',
      messages: [{ role: 'user', content: 'My jar is broken.' }],
    });
    expect(choices).toMatchObject([
      { finish_reason: 'content_filter', message: { content: null, refusal: 'I cannot help with that.' } },
    ]);
    expect(serve.rows().map(({ text }) => text)).toEqual([null, null, null]);
  });

  test.each<[string, Says, Outcomes]>([
    ['an empty one', empty, { empty: [{ retry: 1 }] }],
    ['one that was cut off', cut, { truncated: [{ retry: 1 }] }],
    ['a provider that is away', away, { failed: [{ retry: 1 }] }],
  ])('%s is asked for again where the pipeline says so', async (_, says, outcomes) => {
    await served(outcomes, [says, answered]);
    expect((await ask()).told).toMatchObject({ outcome: 'answered' });
    expect(rows()).toHaveLength(2);
  });

  test('one that is cut off is an answer unless the pipeline says otherwise, and the last try’s whatever it says', async () => {
    const asked = await served({ empty: [{ retry: 1 }] }, [cut]);
    expect((await ask()).told).toMatchObject({ outcome: 'truncated' });
    expect(asked).toHaveLength(1);
  });

  test('the last try’s error is told where nothing else is left to say', async () => {
    await served({ blocked: [{ retry: 1 }] }, [blockedFor('SAFETY'), away]);
    expect((await ask()).status).toBe(503);
  });

  test.each([1, 2])(
    'what was heard of try %d cannot be taken back: a stream that is blocked on its way ends so',
    async (hear) => {
      const outcomes: Outcomes = { blocked: [{ retry: 3 }, { refuse: 'Sorry.' }] };
      const asked = await served(
        outcomes,
        [...Array.from({ length: hear }, () => blockedFor('SAFETY')), answered],
        hear,
      );
      const { text } = await ask('streamGenerate');
      expect(text).toMatch(/^data: \{"text":"How to"\}\n\nevent: error\ndata: .*\n\n$/);
      expect(asked).toHaveLength(hear);
      expect(text).toContain(serve.rows().at(-1)!.id);
    },
  );

  test('who goes away while it is tried again is asked for no more, and refused nothing that could be kept', async () => {
    const caller = new AbortController();
    const asked: Question[] = [];
    serve = await startServe(
      async (question, hearing) => {
        asked.push(question);
        if (asked.length === 1) return blockedFor('SAFETY');
        caller.abort();
        return new Promise((_, reject) =>
          hearing!.signal!.addEventListener('abort', () => reject(hearing!.signal!.reason as Error)),
        );
      },
      ({ prompt, pipeline }) => {
        prompt.user = '{{body}}';
        pipeline.serving = { outcomes: { blocked: [{ retry: 3 }, { refuse: 'Sorry.' }] } };
      },
    );
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'one' };
    const init = {
      method: 'POST',
      headers,
      body: JSON.stringify({ text: 'My jar is broken.' }),
      signal: caller.signal,
    };
    await expect(fetch(`${serve.url}/v1/pipelines/email-summary:generate`, init)).rejects.toThrow('aborted');
    await eventually(() => serve.rows().length > 1, 'the row of the second try');
    await eventually(() => serve.world.objects.uris().every((uri) => !uri.includes('/answers/')), 'the key is free');
    expect(rows()).toMatchObject([{ outcome: 'blocked' }, { outcome: 'cancelled' }]);
    expect(asked).toHaveLength(2);
  });

  test('the id that a stream was told under is that of the last try for which there was time', async () => {
    serve = await startServe(
      async () => {
        await serve.world.clock.advance(509_000);
        return blockedFor('SAFETY');
      },
      ({ prompt, pipeline }) => {
        prompt.user = '{{body}}';
        pipeline.serving = { outcomes: { blocked: [{ retry: 3 }, { refuse: 'Sorry.' }] } };
      },
    );
    const body = { model: 'email-summary', stream: true, messages: [{ role: 'user', content: 'My jar is broken.' }] };
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${serve.url}/v1/chat/completions`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    const ids = [...(await response.text()).matchAll(/"id":"chatcmpl-([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids)).toEqual(new Set([serve.rows().at(-1)!.id]));
  });

  test('a stream has the id that it was told under, whichever try it is', async () => {
    await served({ blocked: [{ retry: 1 }] }, [blockedFor('SAFETY'), answered]);
    const client = new OpenAI({ apiKey: 'none', baseURL: `${serve.url}/v1`, maxRetries: 0 });
    const ids = new Set<string>();
    for await (const { id } of await client.chat.completions.create({
      model: 'email-summary',
      messages: [{ role: 'user', content: 'My jar is broken.' }],
      stream: true,
    }))
      ids.add(id);
    expect([...ids]).toEqual([`chatcmpl-${serve.rows().at(-1)!.id}`]);
    expect(new Set(serve.rows().map(({ id }) => id)).size).toBe(2);
  });
});
