import { expect, test } from '@jest/globals';
import { createScreen } from '../../cli/screen';
import { describeRollout } from '../../operations/ledger/rollout';
import { deriveRun } from '../../operations/runs/run-view';
import type { StageResult } from '../../schemas/generated/types';
import { approval, atGate, waiting } from './rollout-examples';
import { at, record, wholeRun } from './runs';

test('piped into a file, a stage is one line when it ends, and one every ten seconds while it runs', () => {
  const written: string[] = [];
  let now = 0;
  const output = { write: (text: string) => written.push(text) > 0 } as unknown as NodeJS.WriteStream;
  const screen = createScreen(output, { isLive: false, now: () => now });
  const show = (...results: StageResult[]): void =>
    screen.show(
      deriveRun({ record, results: new Map(results.map((result) => [result.stage, result])) }, Date.parse(at(100))),
    );
  const heads = (): string[] => written.map((text) => text.trim().split(/ +/).slice(0, 2).join(' '));

  show();
  show(wholeRun.validate);
  show(wholeRun.validate);
  expect(heads()).toEqual(['validate ✔']);
  now = 9_000;
  show(wholeRun.validate);
  expect(heads()).toEqual(['validate ✔']);
  now = 10_000;
  show(wholeRun.validate);
  expect(heads()).toEqual(['validate ✔', 'transform ◐']);
});

test('piped into a file, a run that waits for a person says so once, and again when that has changed', () => {
  const written: string[] = [];
  let now = 0;
  const output = { write: (text: string) => written.push(text) > 0 } as unknown as NodeJS.WriteStream;
  const screen = createScreen(output, { isLive: false, now: () => now });
  const view = atGate({ waiting, verdicts: [] });
  const said = (): string[] => written.filter((text) => text.includes('approve'));
  for (; now <= 600_000; now += 10_000) {
    const heldUp = describeRollout({ waiting, verdicts: [] }, Date.parse(waiting.since) + now);
    screen.show({
      ...view,
      stages: view.stages.map((stage) => (stage.name === 'deploy' ? { ...stage, heldUp } : stage)),
    });
  }
  expect(said()).toHaveLength(1);
  screen.show(atGate({ waiting, approval, verdicts: [] }));
  expect(said()).toHaveLength(2);
});
