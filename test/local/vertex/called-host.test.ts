import { PredictionServiceClient } from '@google-cloud/aiplatform';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { hostOf } from '../../../core/vertex-locations';
import { startCloud, plain, type Cloud } from './fixtures/cloud';

const project = 'projects/landfall-local/locations';
const contents = [{ role: 'user', parts: [{ text: 'hello' }] }];
const modelIn = (location: string) => `${project}/${location}/publishers/google/models/everywhere`;

let cloud: Cloud;
beforeAll(async () => {
  const servingLocations = ['us-central1', 'europe-west4', 'us', 'eu', 'global'];
  cloud = await startCloud({ models: [{ ...plain, id: 'everywhere', tunable: true, servingLocations }] });
});
afterAll(() => cloud.remove());

async function overGrpc(host: string, location: string): Promise<string> {
  const client = new PredictionServiceClient({ ...cloud.grpc, 'grpc.default_authority': host });
  const asked = client.generateContent({ model: modelIn(location), contents });
  const outcome = await asked.then(
    () => 'answered',
    ({ code, details }: { code: number; details: string }) => `${code} ${details}`,
  );
  await client.close();
  return outcome;
}

/** By Node's own request: fetch does not let its caller say who is called. @param saying the header that says it */
async function overRest(host: string, path: string, body?: object, saying = 'host'): Promise<string> {
  const method = body ? 'POST' : 'GET';
  const sent = request({ port: cloud.httpPort, path: `/v1/${path}`, method, headers: { [saying]: host } });
  sent.end(body && JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const { error } = JSON.parse(Buffer.concat(await response.toArray()).toString());
  return error ? `${error.code} ${error.message}` : 'answered';
}

const mismatch = (field: string, location: string) =>
  `List of found errors:\t1.Field: ${field}; Message: The provided location ID doesn't match the endpoint. The valid location ID is \`${location}\`.\t`;

describe('the host of a location', () => {
  test.each(['us-central1', 'us', 'eu', 'global'])('answers for what is in %s', async (location) => {
    expect(await overGrpc(hostOf(location), location)).toBe('answered');
    expect(await overRest(hostOf(location), `${modelIn(location)}:generateContent`, { contents })).toBe('answered');
  });

  test.each([
    ['us-central1', 'us'],
    ['us', 'us-central1'],
    ['us', 'eu'],
    ['global', 'us-central1'],
  ])('%s refuses what is in %s', async (host, location) => {
    expect(await overGrpc(hostOf(host), location)).toBe(`3 ${mismatch('model', host)}`);
    for (const saying of ['host', 'x-forwarded-host'])
      expect(await overRest(hostOf(host), `${modelIn(location)}:generateContent`, { contents }, saying)).toBe(
        `400 ${mismatch('model', host)}`,
      );
  });

  test.each([
    [`${project}/us/tuningJobs`, undefined, 'parent'],
    [`${project}/us/endpoints/1`, undefined, 'name'],
    [`${project}/us/endpoints/1:undeployModel`, { deployedModelId: '1' }, 'endpoint'],
  ])('refuses %s by its field', async (path, body, field) => {
    expect(await overRest(hostOf('us-central1'), path, body)).toBe(`400 ${mismatch(field, 'us-central1')}`);
  });

  test('is none that Google does not have', async () => {
    const host = 'us-aiplatform.googleapis.com';
    expect(await overGrpc(host, 'us')).toBe(`3 Invalid hostname: ${host}`);
  });

  test('is, for a tool that calls this machine by its address, that of whatever it names', async () => {
    expect(await overGrpc('127.0.0.1', 'eu')).toBe('answered');
    expect(await overRest(`localhost:${cloud.httpPort}`, `${modelIn('us')}:generateContent`, { contents })).toBe(
      'answered',
    );
  });
});
