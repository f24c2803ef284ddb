import { beforeAll, expect, test } from '@jest/globals';
import { waitsFor, type ResourceGraph } from '../../local/apply/graph';
import { recordInfra } from './record-infra';

let graph: ResourceGraph;
const only = (type: string) => graph.find((one) => one.type === type)!;

beforeAll(async () => {
  graph = await recordInfra({
    'landfall:billingAccount': '012345-6789AB-CDEF01',
    'landfall:monthlyBudget': '500',
    'landfall:budgetEmail': 'ana@example.com',
  });
});

test('a budget tells at half, at nine tenths, at the whole, and when the whole is to be expected', () => {
  expect(only('gcp:billing/budget:Budget').inputs).toMatchObject({
    billingAccount: '012345-6789AB-CDEF01',
    budgetFilter: { projects: ['projects/100000000001'] },
    amount: { specifiedAmount: { units: '500' } },
    thresholdRules: [
      { thresholdPercent: 0.5 },
      { thresholdPercent: 0.9 },
      { thresholdPercent: 1 },
      { thresholdPercent: 1, spendBasis: 'FORECASTED_SPEND' },
    ],
    allUpdatesRule: { monitoringNotificationChannels: ['budget-id'] },
  });
  expect(only('gcp:monitoring/notificationChannel:NotificationChannel').inputs).toMatchObject({
    labels: { email_address: 'ana@example.com' },
  });
});

test('its calls are counted on the project, without which the API takes no credentials of a person', () => {
  expect(only('pulumi:providers:gcp').inputs).toMatchObject({
    billingProject: 'landfall-test',
    userProjectOverride: 'true',
  });
});

test('it is made once its API is on', () => {
  const isApi = ({ inputs }: { inputs: Record<string, unknown> }) =>
    inputs['service'] === 'billingbudgets.googleapis.com';
  expect(waitsFor(only('gcp:billing/budget:Budget'), isApi, graph)).toBe(true);
});
