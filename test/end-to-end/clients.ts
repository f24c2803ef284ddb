/** A deployed model, asked by clients that know nothing of Landfall. */
import { describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { OpenAI } from 'openai';
import { eventually } from '../eventually';
import { local, summary } from './deployed-sample';
import { query } from './state';

const question = { role: 'user' as const, content: 'Hi, my kettle leaks, order 88121. Ana' };
const model = 'email-summary';

describe("a deployed model to OpenAI's own client", () => {
  const clientOf = () => {
    const baseURL = `${local.cloud.url}/functions/serve/v1`;
    return new OpenAI({ apiKey: 'none', baseURL, maxRetries: 0 });
  };

  test('is a model that answers the same whole and in pieces, as a chat and as a response, on record each time', async () => {
    const client = clientOf();
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual([model]);
    const whole = await client.chat.completions.create({ model, messages: [question] });
    const text = whole.choices[0]!.message.content!;
    expect(text.length).toBeGreaterThan(0);

    const pieces: string[] = [];
    const stream = await client.chat.completions.create({ model, messages: [question], stream: true });
    let id = '';
    for await (const chunk of stream) {
      id = chunk.id;
      pieces.push(chunk.choices[0]?.delta.content ?? '');
    }
    expect(pieces.filter(Boolean).length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(text);
    expect((await client.responses.create({ model, input: question.content })).output_text).toBe(text);

    const sql = `SELECT run, outcome FROM landfall.predictions WHERE id = '${id.replace('chatcmpl-', '')}'`;
    const rows = await eventually(async () => {
      const found = await query(local.cloud, sql);
      return found.length > 0 && found;
    }, 'the row of the streamed answer');
    expect(rows).toEqual([[summary.run, 'answered']]);
  });
});

describe('a deployed model to curl', () => {
  const curl = async (verb: string, body: string) => {
    const url = `${local.cloud.url}/v1/pipelines/${model}:${verb}`;
    const options = [
      '-sSN',
      '-w',
      '\\n%{http_code} %{content_type}',
      url,
      '-H',
      'content-type: application/json',
      '-d',
      body,
    ];
    return (await promisify(execFile)('curl', options)).stdout;
  };

  test('streams messages, and the whole answer as the last event', async () => {
    const said = await curl('streamGenerate', JSON.stringify({ text: question.content }));
    const messages = [...said.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!) as { text: string });
    expect(messages.length).toBeGreaterThan(2);
    expect(
      messages
        .slice(0, -1)
        .map(({ text }) => text)
        .join(''),
    ).toBe(messages.at(-1)!.text);
    expect(said).toMatch(/event: done\ndata: .*\n\n\n200 text\/event-stream/);
  });

  test('is told of broken JSON in a problem, quoting nothing of it', async () => {
    const said = await curl('generate', '{"text": sk-secret}');
    expect(said).toMatch(/"status":400,"detail":"the body is not JSON/);
    expect(said).toMatch(/400 application\/problem\+json/);
    expect(said).not.toContain('sk-secret');
  });
});
