/** Runs a subscription's transforms: JavaScript that sees one message, and no file, network or process. */
import variant from '@jitl/quickjs-singlefile-cjs-release-sync';
import { newQuickJSWASMModuleFromVariant, shouldInterruptAfterDeadline } from 'quickjs-emscripten-core';
import type { MessageTransform } from '../resources';
import type { StoredMessage } from '../tables';

/** Milliseconds and bytes of one function. Source: docs.cloud.google.com/pubsub/docs/smts/udfs-overview, read on 2026-11-29; of memory, ours. */
const timeLimit = 500;
const memoryLimit = 64 * 1024 ** 2;

/** What becomes of a message; undefined of one that is not to be delivered. @throws Error where a function fails */
export type Transform = (message: string, content: StoredMessage) => StoredMessage | undefined;

export async function createTransform(transforms: MessageTransform[]): Promise<Transform> {
  const quickjs = await newQuickJSWASMModuleFromVariant(variant);
  const functions = transforms
    .filter(({ disabled }) => !disabled)
    .map(({ javascriptUdf }) => {
      const { functionName, code } = javascriptUdf!;
      const runtime = quickjs.newRuntime({ memoryLimitBytes: memoryLimit });
      const context = runtime.newContext();
      // Texts go in and come out, so that nothing of one side can be held by the other.
      const wrapped = `${code}\n;(message, metadata) => JSON.stringify(${functionName}(JSON.parse(message), JSON.parse(metadata)) ?? null)`;
      const made = context.unwrapResult(context.evalCode(wrapped, `${functionName}.js`));
      return (message: object, metadata: object): unknown => {
        runtime.setInterruptHandler(shouldInterruptAfterDeadline(Date.now() + timeLimit));
        const texts = [message, metadata].map((each) => context.newString(JSON.stringify(each)));
        try {
          const said = context.unwrapResult(context.callFunction(made, context.undefined, ...texts));
          return JSON.parse(said.consume((handle) => context.getString(handle))) as unknown;
        } finally {
          for (const text of texts) text.dispose();
        }
      };
    });

  return (message, content) => {
    let now = content;
    for (const call of functions) {
      const metadata = { message_id: message, publish_time: new Date(content.publishTime).toISOString() };
      const said = call({ data: now.data.toString('utf8'), attributes: now.attributes }, metadata);
      if (said === null) return undefined;
      now = { ...now, ...checked(said) };
    }
    return now;
  };
}

function checked(said: unknown): Pick<StoredMessage, 'data' | 'attributes'> {
  const { data, attributes = {} } = said as { data?: unknown; attributes?: Record<string, string> };
  if (typeof data !== 'string') throw new Error('the transform has returned a message without data');
  if (Object.values(attributes).some((value) => typeof value !== 'string'))
    throw new Error('the transform has returned an attribute that is no string');
  return { data: Buffer.from(data), attributes };
}
