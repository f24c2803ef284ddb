/** A model behind OpenAI's API, and behind Gemini's, that answers at once, so that what a gateway adds is all there is to see. Says its port. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { pieces } from './question';

interface Asked {
  stream?: boolean;
  model: string;
}

const usage = { prompt_tokens: 60, completion_tokens: pieces.length, total_tokens: 60 + pieces.length };
const head = { id: 'chatcmpl-bench', created: 1_790_000_000 };

const server = createServer((request, response) => {
  void readAll(request).then((body) => {
    if (request.url!.endsWith(':generateContent')) return sendGemini(response);
    const { stream, model } = JSON.parse(body) as Asked;
    return stream ? sendStream(response, model) : sendWhole(response, model);
  });
});

function sendWhole(response: ServerResponse, model: string): void {
  const message = { role: 'assistant', content: pieces.join('') };
  const choices = [{ index: 0, message, finish_reason: 'stop', logprobs: null }];
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ ...head, object: 'chat.completion', model, choices, usage }));
}

function sendGemini(response: ServerResponse): void {
  const content = { role: 'model', parts: [{ text: pieces.join('') }] };
  const usageMetadata = { promptTokenCount: 60, candidatesTokenCount: pieces.length };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ candidates: [{ content, finishReason: 'STOP' }], usageMetadata }));
}

/** Milliseconds between two pieces, as told on the channel of this process. */
let pause = 0;
process.on('message', (said: { pause: number }) => (pause = said.pause));

async function sendStream(response: ServerResponse, model: string): Promise<void> {
  response.setHeader('content-type', 'text/event-stream');
  const send = (fields: object): void => {
    const chunk = { ...head, object: 'chat.completion.chunk', model, ...fields };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  };
  for (const [index, content] of pieces.entries()) {
    if (index > 0 && pause > 0) await delay(pause);
    const delta = index === 0 ? { role: 'assistant', content } : { content };
    send({ choices: [{ index: 0, delta, finish_reason: null, logprobs: null }] });
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop', logprobs: null }] });
  send({ choices: [], usage });
  response.end('data: [DONE]\n\n');
}

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 4096, () => process.send!({ port: (server.address() as AddressInfo).port }));
process.once('disconnect', () => process.exit(0));
