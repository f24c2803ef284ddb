import { describe, expect, test } from '@jest/globals';
import { alert, monitor, services, trace } from '../../core/functions';
import {
  backOff,
  contractOf,
  endings,
  publishedBy,
  resumingStages,
  speakerOf,
  outputOf,
  stageNames,
  statusOf,
  topicOf,
  type EventType,
} from '../../core/stages';
import { eventValidators } from '../../schemas/generated/event-validators';
import type { StageResult } from '../../schemas/generated/types';

const eventTypes = Object.keys(eventValidators) as EventType[];
const said = stageNames.flatMap((name) => contractOf(name).says);

describe('the table of stages', () => {
  test.each(stageNames)('lets %s hear what another stage, or Google, says', (name) => {
    const fromOutside = ['landfall.dataset.landed.v1', 'landfall.watch.tick.v1'];
    expect([...said, ...fromOutside]).toContain(contractOf(name).hears);
  });

  test('has every event said by someone', () => {
    const others = ['landfall.dataset.landed.v1', 'landfall.watch.tick.v1', monitor.hears, 'landfall.stage.failed.v1'];
    const shared = stageNames.flatMap((name) => contractOf(name).sharesOut ?? []);
    const beside = [trace.hears, alert.hears, ...alert.says, ...monitor.says];
    expect([...said, ...shared, ...services.serve.says, ...beside, ...others].toSorted()).toEqual(
      eventTypes.toSorted(),
    );
  });

  test.each(resumingStages)('starts %s by what is on record, so that it can be said again', (name) => {
    const { hears } = contractOf(name);
    // What has landed is on record in the run that it made.
    expect(speakerOf(hears) !== undefined || hears === 'landfall.dataset.landed.v1').toBe(true);
  });

  test('lets every stage of a run be brought back but the one that brings back, which the clock starts again', () => {
    expect(stageNames.filter((name) => !contractOf(name).resumes)).toEqual(['watch']);
  });

  test('lets one stage bring back the others, and publish what they hear', () => {
    const [name, ...more] = stageNames.filter((each) => contractOf(each).bringsBack);
    expect(more).toEqual([]);
    expect(publishedBy(name!)).toEqual(expect.arrayContaining(resumingStages.map((each) => contractOf(each).hears)));
  });

  test('lets every stage publish what it says, and that it has failed, once each', () => {
    expect(publishedBy('deploy')).toEqual([...contractOf('deploy').says, 'landfall.stage.failed.v1']);
    for (const each of stageNames) expect(new Set(publishedBy(each)).size).toBe(publishedBy(each).length);
  });

  test.each(stageNames)('keeps %s within what Pub/Sub and Cloud Run allow', (name) => {
    const { deliveries, timeLimit, finishes } = contractOf(name);
    expect(deliveries).toBeGreaterThanOrEqual(5);
    expect(deliveries).toBeLessThanOrEqual(100);
    expect(timeLimit).toBeLessThan(600);
    expect([...stageNames, undefined]).toContain(finishes);
  });

  test.each(resumingStages)('has a message of %s outlast half a day of busy instances and used up quotas', (name) => {
    const waits = Array.from({ length: contractOf(name).deliveries }, (_, n) => backOff.first * 2 ** n);
    const hours = waits.reduce((sum, wait) => sum + Math.min(wait, backOff.most), 0) / 3600;
    expect(hours).toBeGreaterThan(12);
  });
});

test.each<[EventType, string]>([
  ['landfall.dataset.validated.v1', 'dataset-validated'],
  ['landfall.watch.tick.v1', 'watch-tick'],
  ['landfall.prediction.made.v1', 'predictions'],
  ['landfall.answer.rated.v1', 'ratings'],
])('%s goes through the topic %s', (type, topic) => expect(topicOf(type)).toBe(topic));

test('no two events share a topic', () => {
  expect(new Set(eventTypes.map(topicOf)).size).toBe(eventTypes.length);
});

describe('the status of a run', () => {
  const at = '2026-11-23T10:00:00.000Z';
  const result = (stage: string, more: Partial<StageResult>): [string, StageResult] => [
    stage,
    { stage, status: 'succeeded', startedAt: at, finishedAt: at, ...more },
  ];
  const ended = (type: string) => result('deploy', { output: { type, data: {} } });

  test.each([
    ['running', 'nothing has ended', []],
    ['running', 'a stage in the middle has ended', [result('validate', {})]],
    ['failed', 'a stage has failed', [result('validate', {}), result('transform', { status: 'failed' })]],
    ...Object.entries(endings).map(([type, status]) => [status, `${type} was said`, [ended(type)]] as const),
  ])('is %s when %s', (status, _, results) => expect(statusOf(new Map(results))).toBe(status));

  test('an output is found under the stage that handed it over', () => {
    const results = new Map([ended('landfall.endpoint.deployed.v1')]);
    expect(outputOf(results, 'deploy')?.type).toBe('landfall.endpoint.deployed.v1');
    expect(outputOf(results, 'tune')).toBeUndefined();
  });
});
