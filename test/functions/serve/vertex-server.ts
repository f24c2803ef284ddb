/** Vertex AI's service of predictions in JSON, which says to each question what a test has it say, bit by bit as Google's does. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Root, type INamespace } from 'protobufjs';
import description from '@google-cloud/aiplatform/build/protos/protos.json';

const root = Root.fromJSON(description as INamespace);
const v1 = 'google.cloud.aiplatform.v1';
const Request = root.lookupType(`${v1}.GenerateContentRequest`);
const Response = root.lookupType(`${v1}.GenerateContentResponse`);

/** Names and numbers of a type of reasons, as the API has them today. */
export const reasons = (type: 'Candidate.FinishReason' | 'GenerateContentResponse.PromptFeedback.BlockedReason') =>
  Object.entries(root.lookupEnum(`${v1}.${type}`).values);

/** What a whole answer is, and the chunks of the same as a stream. */
export interface Script {
  whole: object;
  chunks: object[];
}

interface Asked {
  tools?: object[];
}

/** A value that is newer than the API has no name, and comes as its number: protobuf.dev/programming-guides/json. */
const inJson = (response: object): string =>
  JSON.stringify(Response.toObject(Response.fromObject(response), { enums: String, json: true }));

export async function startVertex(script: (asked: Asked) => Script) {
  /** As they came. */
  const asked: Asked[] = [];
  const traceparents: string[] = [];
  const server = createServer((request, response) => {
    const [, model, method] = /^\/v1\/(.+):(\w+)(?:\?alt=sse)?$/.exec(request.url!)!;
    traceparents.push(...[request.headers['traceparent'] ?? []].flat());
    void json(request).then((body) => {
      const said = Request.fromObject({ model, ...(body as object) });
      const one = Request.toObject(said, { enums: String }) as Asked;
      asked.push(one);
      const { whole, chunks } = script(one);
      if (method === 'generateContent') response.write(inJson(whole));
      else for (const chunk of chunks) response.write(`data: ${inJson(chunk)}\r\n\r\n`);
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    asked,
    traceparents,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
