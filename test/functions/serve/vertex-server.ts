/** Vertex AI's service of predictions over gRPC, which says to each question what a test has it say, bit by bit as Google's does. */
import { Server, ServerCredentials, type handleServerStreamingCall, type handleUnaryCall } from '@grpc/grpc-js';
import { Root, type INamespace, type Message } from 'protobufjs';
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

export async function startVertex(script: (asked: Asked) => Script) {
  const server = new Server();
  /** As they came. */
  const asked: Asked[] = [];
  const method = (name: string, responseStream: boolean) => ({
    path: `/${v1}.PredictionService/${name}`,
    requestStream: false,
    responseStream,
    requestSerialize: (value: object) => Buffer.from(Request.encode(value).finish()),
    requestDeserialize: (bytes: Buffer) => Request.decode(bytes),
    responseSerialize: (value: object) => Buffer.from(Response.encode(Response.fromObject(value)).finish()),
    responseDeserialize: (bytes: Buffer) => Response.decode(bytes),
  });
  const ask = (request: object): Script => {
    const one = Request.toObject(request as Message, { enums: String }) as Asked;
    asked.push(one);
    return script(one);
  };
  const traceparents: string[] = [];
  const generateContent: handleUnaryCall<object, object> = ({ request }, answer) => answer(null, ask(request).whole);
  const streamGenerateContent: handleServerStreamingCall<object, object> = (call) => {
    traceparents.push(...call.metadata.get('traceparent').map(String));
    const { chunks } = ask(call.request);
    for (const chunk of chunks) call.write(chunk);
    call.end();
  };
  server.addService(
    {
      generateContent: method('GenerateContent', false),
      streamGenerateContent: method('StreamGenerateContent', true),
    },
    { generateContent, streamGenerateContent },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { asked, traceparents, host: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}
