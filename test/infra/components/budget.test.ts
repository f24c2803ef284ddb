import { expect, test } from '@jest/globals';
import * as gcp from '@pulumi/gcp';
import { Budget } from '../../../infra/components/budget';
import { recordProgram } from '../../../local/apply/record';

const place = { project: 'landfall-test', region: 'us-central1', url: 'http://127.0.0.1:8080' };

test('the number of the project is asked for once the APIs are on', async () => {
  const declare = () => {
    const apis = [new gcp.projects.Service('resource-manager', { service: 'cloudresourcemanager.googleapis.com' })];
    return new Budget('budget', { project: place.project, apis, billingAccount: '012345-6789AB-CDEF01', monthly: 500 });
  };
  const graph = await recordProgram(declare, {}, place);
  const budget = graph.find(({ type }) => type === 'gcp:billing/budget:Budget');
  expect(budget!.dependsOn).toContain('gcp:projects/service:Service resource-manager');
});
