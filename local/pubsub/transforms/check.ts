/** What Pub/Sub takes for a transform of single messages: https://docs.cloud.google.com/pubsub/docs/smts/udfs-overview */
import { Script } from 'node:vm';
import { invalidArgument } from '../errors';
import type { MessageTransform } from '../resources';

/** Source: the page above and docs.cloud.google.com/pubsub/quotas, read on 2026-11-29. */
const longestCode = 20 * 1024;
const mostTransforms = 5;

/** @throws RpcError INVALID_ARGUMENT */
export function checkTransforms(transforms: MessageTransform[]): void {
  if (transforms.length > mostTransforms)
    throw invalidArgument(`There are ${transforms.length} message transforms: ${mostTransforms} are allowed.`);
  const names = transforms.map(checkTransform);
  if (new Set(names).size < names.length)
    throw invalidArgument('Each JavaScript UDF must have a function_name of its own.');
}

function checkTransform({ javascriptUdf, aiInference }: MessageTransform): string {
  if (aiInference || !javascriptUdf) throw invalidArgument('The local Pub/Sub transforms by a javascript_udf alone.');
  const { functionName = '', code = '' } = javascriptUdf;
  const refuse = (why: string): never => {
    throw invalidArgument(`Invalid JavaScript UDF (function_name=${functionName}): ${why}.`);
  };
  if (!/^[A-Za-z_$][\w$]*$/.test(functionName)) refuse('its name is no name of a function');
  if (Buffer.byteLength(code) > longestCode) refuse(`its code is longer than ${longestCode} bytes`);
  if (!new RegExp(`function\\s+${functionName.replaceAll('$', '\\$')}\\s*\\(`).test(code))
    refuse('its code has no such function');
  try {
    new Script(code);
  } catch (error) {
    refuse((error as Error).message);
  }
  return functionName;
}
