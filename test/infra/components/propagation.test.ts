import { credentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as pulumi from '@pulumi/pulumi';
import { ResourceProviderClient } from '@pulumi/pulumi/proto/provider_grpc_pb';
import { CreateRequest, DiffRequest, DiffResponse, type CreateResponse } from '@pulumi/pulumi/proto/provider_pb';
import { Struct, type JavaScriptValue } from 'google-protobuf/google/protobuf/struct_pb';
import { spawn, type ChildProcess } from 'node:child_process';
import { unknownValue } from '@pulumi/pulumi/runtime/rpc';
import { runInNewContext } from 'node:vm';
import { Propagation } from '../../../infra/components/propagation';

interface State extends Record<string, JavaScriptValue> {
  /** Pulumi's mark of the unknown, where it is not known yet. */
  grants: string[] | string;
  seconds: number | string;
}

const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;

describe('the wait for grants', () => {
  let provider: string;
  let host: ChildProcess;
  let client: ResourceProviderClient;

  const struct = (state: State) => Struct.fromJavaScript({ ...state, __provider: provider });

  const diff = (before: State, now: State) => {
    const request = new DiffRequest();
    request.setOlds(struct(before));
    request.setNews(struct(now));
    return new Promise<DiffResponse>((resolve, reject) =>
      client.diff(request, (error, answer) => (error ? reject(error) : resolve(answer))),
    );
  };

  beforeAll(async () => {
    const declared = new Promise<Record<string, unknown>>((resolve) => {
      const newResource = ({ inputs }: pulumi.runtime.MockResourceArgs) => {
        resolve(inputs as Record<string, unknown>);
        return { id: 'in-force', state: {} };
      };
      void pulumi.runtime.setMocks({ newResource, call: () => ({}) });
    });
    void new Propagation('grants', { grants: [], seconds: 120 });
    provider = String((await declared)['__provider']);
    // The process in which `pulumi up` runs such a resource.
    host = spawn(process.execPath, [require.resolve('@pulumi/pulumi/cmd/dynamic-provider'), '127.0.0.1:1']);
    const port = await new Promise<string>((resolve) => host.stdout!.once('data', (said) => resolve(String(said))));
    client = new ResourceProviderClient(`127.0.0.1:${port.trim()}`, credentials.createInsecure());
  });

  afterAll(() => {
    client.close();
    host.kill();
  });

  test('runs where Pulumi runs it', async () => {
    const request = new CreateRequest();
    request.setProperties(struct({ grants: ['a'], seconds: 0 }));
    const answer = await new Promise<CreateResponse>((resolve, reject) =>
      client.create(request, (error, created) => (error ? reject(error) : resolve(created))),
    );
    expect(answer.getId()).toBe('in-force');
    expect(answer.getProperties()!.toJavaScript()).toEqual({ grants: ['a'], seconds: 0, __provider: provider });
  });

  test('lasts as long as it says', async () => {
    const waits: number[] = [];
    const setTimeout = (done: () => void, milliseconds: number) => {
      waits.push(milliseconds);
      done();
    };
    const exports: { handler?: () => pulumi.dynamic.ResourceProvider } = {};
    runInNewContext(provider, { exports, setTimeout });
    await exports.handler!().create({ grants: ['a'], seconds: 120 });
    expect(waits).toEqual([120_000]);
  });

  test.each<[what: string, before: string[], now: State['grants'], changes: boolean, replaces: string[]]>([
    ['is done again for a new grant', ['a'], ['a', 'b'], true, ['grants']],
    ['is not done again for what was there', ['a', 'b'], ['a', 'b'], false, []],
    ['is not done again when a grant is gone', ['a', 'b'], ['a'], true, []],
    ['is foreseen for a grant that is still to be made', ['a'], unknownValue, true, ['grants']],
    ['is foreseen for a grant among others that is still to be made', ['a'], ['a', unknownValue], true, ['grants']],
  ])('%s', async (_what, before, now, changes, replaces) => {
    const answer = await diff({ grants: before, seconds: 120 }, { grants: now, seconds: 120 });
    expect(answer.getChanges()).toBe(changes ? DIFF_SOME : DIFF_NONE);
    expect(answer.getReplacesList()).toEqual(replaces);
  });

  test('is not done again because its time has changed, or is not known yet', async () => {
    for (const seconds of [60, unknownValue]) {
      const answer = await diff({ grants: ['a'], seconds: 120 }, { grants: ['a'], seconds });
      expect(answer.getChanges()).toBe(DIFF_NONE);
    }
  });
});
