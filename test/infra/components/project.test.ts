import { expect, test } from '@jest/globals';
import * as pulumi from '@pulumi/pulumi';
import { Project } from '../../../infra/components/project';
import { settled } from '../../functions/fakes';

test("Google's own identities are asked for once every API is on, since a service that is off names none", async () => {
  let turnOn = (): void => undefined;
  const on = new Promise<void>((resolve) => (turnOn = resolve));
  const asked: string[] = [];
  await pulumi.runtime.setMocks({
    async newResource({ type, name, inputs }) {
      if (type === 'gcp:projects/service:Service') await on;
      return { id: name, state: inputs as object };
    },
    call({ token }) {
      asked.push(token);
      return { number: '1', emailAddress: 'agent@example.com', member: 'serviceAccount:agent@example.com' };
    },
  });
  const { storageAgent } = new Project('project', { project: 'landfall-test' });
  const known = new Promise((resolve) => pulumi.output(storageAgent).apply(resolve));
  // What waits for no API has asked by then.
  for (let turns = 0; turns < 100; turns++) await settled();
  expect(asked).not.toContain('gcp:storage/getProjectServiceAccount:getProjectServiceAccount');
  turnOn();
  expect(await known).toContain('agent@example.com');
  expect(asked).toContain('gcp:storage/getProjectServiceAccount:getProjectServiceAccount');
});
