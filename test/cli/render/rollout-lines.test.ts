import { afterEach, describe, expect, test } from '@jest/globals';
import type { Exposure } from '../../../core/canary/evidence';
import { runSections } from '../../../cli/run-sections';
import { rolloutLines } from '../../../operations/runs/rollout-lines';
import { runLines } from '../../../cli/render/run-lines';
import { sectionLines } from '../../../cli/render/section-lines';
import type { Rollout } from '../../../operations/ledger/rollout';
import type { RunView } from '../../../operations/runs/run-view';
import { plain } from '../reports';
import { approval, atGate, canary, now, passed, rolledBack, undecided, waiting } from '../rollout-examples';
import { at, ended, record } from '../runs';

const step = (bad: number, asked: number, badBeside: number, askedBeside: number): Exposure => ({
  from: 0,
  to: 0.1,
  canary: { bad, asked },
  control: { bad: badBeside, asked: askedBeside },
});
const deployed = ended('deploy', 900, 901, 'endpoint.deployed', { champion: 'lora-16', endpoint: 'e' });

describe('what is told of a rollout', () => {
  test.each<[string, RunView, string[]]>([
    [
      'that waits for a person',
      atGate({ waiting, verdicts: [] }),
      ['lora-8 has passed the gate, and waits for approval since 2026-11-23 08:01:22 UTC (11 minutes)'],
    ],
    [
      'that was approved, and is on its way',
      atGate({ waiting, approval, canary, verdicts: [passed] }),
      [
        'approved by ada@example.com on 2026-11-23 08:01:30 UTC: read fifty',
        `step 1 of 3, unseen, passed on 2026-11-23 08:10:00 UTC: ${passed.reason}`,
        'step 2 of 3, at 10 %, since 2026-11-23 08:10:00 UTC (3 minutes): lora-16 answers beside lora-8 of run 20261123-3f9a2c1b',
      ],
    ],
    [
      'about whose canary a person is asked',
      atGate({ canary, undecided: { waiting: undecided }, verdicts: [] }),
      [
        'step 2 of 3, at 10 %, since 2026-11-23 08:10:00 UTC (3 minutes): lora-16 answers beside lora-8 of run 20261123-3f9a2c1b',
        'a person is asked, since 2026-11-23 08:11:00 UTC (2 minutes): it has not been told in 14 days',
      ],
    ],
    [
      'whose canary a person has approved',
      atGate({ undecided: { waiting: undecided, approval }, verdicts: [passed] }, deployed),
      [
        `step 1 of 3, unseen, passed on 2026-11-23 08:10:00 UTC: ${passed.reason}`,
        'approved by ada@example.com on 2026-11-23 08:01:30 UTC: read fifty',
      ],
    ],
    [
      'that was rolled back',
      atGate(
        { verdicts: [passed, rolledBack] },
        ended('deploy', 900, 901, 'deployment.refused', { reasons: ['worse'], canary: [passed, rolledBack] }),
      ),
      [
        `step 1 of 3, unseen, passed on 2026-11-23 08:10:00 UTC: ${passed.reason}`,
        `step 2 of 3, at 10 %, ended the rollout on 2026-11-23 08:15:00 UTC: ${rolledBack.reason}`,
      ],
    ],
    [
      'whose model somebody has gone back from since',
      atGate(
        {
          verdicts: [],
          rollback: { by: 'bo', reason: 'rude', at: at(1000), to: { run: record.run, candidate: 'lora-4' } },
        },
        deployed,
      ),
      [
        'taken out of production by bo on 2026-11-23 08:16:40 UTC: rude; lora-4 of run 20261123-3f9a2c1b was production again',
      ],
    ],
    ['that was none', atGate(undefined, deployed), []],
    [
      'that nobody decided on before it was cancelled',
      atGate({ waiting, verdicts: [] }, ended('deploy', 9, 9, 'run.cancelled', {})),
      [],
    ],
  ])('%s', (_, view, lines) => expect(rolloutLines(view, now)).toEqual(lines));

  test.each<[string, Exposure, string]>([
    [
      'too little',
      step(11, 212, 100, 1900),
      'so far 11 of 212 bad with the canary, 100 of 1,900 beside it: too few to tell; 212 of about 330 answers until sure, if it is no worse',
    ],
    [
      'nothing',
      step(0, 0, 3, 190),
      'so far 0 of 0 bad with the canary, 3 of 190 beside it: no request has come to the canary. It is held until some do, however long that takes',
    ],
    [
      'enough to pass',
      step(0, 200, 0, 1800),
      'so far 0 of 200 bad with the canary, 0 of 1,800 beside it: the canary is not worse by 5 % of the answers or more; the step ends with that within a minute',
    ],
    [
      'enough to go back',
      step(30, 60, 10, 540),
      'so far 30 of 60 bad with the canary, 10 of 540 beside it: the canary is worse; the step ends with that within a minute',
    ],
    [
      'answers of one arm alone',
      step(0, 900, 0, 900),
      'so far 0 of 900 bad with the canary, 0 of 900 beside it: one of them misses answers that it must have had',
    ],
    [
      'nothing but bad ones',
      step(20, 20, 180, 180),
      'so far 20 of 20 bad with the canary, 180 of 180 beside it: too few to tell, and with as many bad answers on both sides it may never be told',
    ],
  ])('a canary that has shown %s says so', (_, seen, line) => {
    expect(rolloutLines(atGate({ canary, verdicts: [], seen: [seen] }), now).at(-1)).toBe(line);
  });
});

const { columns } = process.stdout;
afterEach(() => {
  process.stdout.columns = columns;
});

describe('a run at 80 columns and in a pipe', () => {
  const stage = (rollout: Rollout, terminalColumns?: number): string[] =>
    runLines(atGate(rollout), { terminalColumns }).map(plain).slice(4);

  test.each([80, undefined])('shows in its stage line who is waited for, and the exact command (%s)', (room) => {
    expect(stage({ waiting, verdicts: [] }, room)).toEqual([
      '  deploy       ◌ lora-8 has waited 11 minutes for approval',
      '               → npx landfall approve 20261123-3f9a2c1b',
    ]);
    expect(stage({ canary, verdicts: [] }, room)).toEqual([
      '  deploy       ◐ canary lora-16, step 2 of 3, at 10 %, for 3 minutes',
      '               → npx landfall rollback email-summary   (ends the canary)',
    ]);
  });

  const ask = 'npx landfall ask email-summary hello';
  test.each<[string, Rollout, string, string[]]>([
    [
      'an approval',
      { waiting, verdicts: [] },
      '',
      [
        'npx landfall approve 20261123-3f9a2c1b',
        'npx landfall reject 20261123-3f9a2c1b --reason WHY',
        'npx landfall run 20261123-3f9a2c1b --watch',
      ],
    ],
    [
      'requests: how to send some',
      { canary, verdicts: [] },
      ask,
      ['npx landfall rollback email-summary   (ends the canary)', ask, 'npx landfall run 20261123-3f9a2c1b --watch'],
    ],
    [
      'requests or a person',
      { canary, undecided: { waiting: undecided }, verdicts: [] },
      '',
      [
        'npx landfall approve 20261123-3f9a2c1b',
        'npx landfall reject 20261123-3f9a2c1b --reason WHY',
        'npx landfall run 20261123-3f9a2c1b --watch',
      ],
    ],
    ['watch alone', { waiting, approval, verdicts: [] }, '', ['npx landfall run 20261123-3f9a2c1b --watch']],
  ])('says next, where it waits for %s', (_, rollout, asked, commands) => {
    expect(runSections(atGate(rollout), { ask: asked }, now).at(-1)).toEqual({ kind: 'next', commands });
  });

  test('tells of the rollout within the terminal', () => {
    process.stdout.columns = 80;
    const rollout = { waiting, approval, canary, verdicts: [passed], seen: [step(11, 212, 100, 1900)] };
    const sections = runSections(atGate(rollout), { ask: '' }, now).filter(
      (section) => section.kind === 'text' && section.label === 'Rollout',
    );
    const lines = sectionLines(sections, 80).flatMap((line) => plain(line).split('\n'));
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines) expect(line.length).toBeLessThan(80);
  });
});

describe('the end of a run that was not deployed', () => {
  const end = (data: object, rollout?: Rollout) => {
    const view = atGate(rollout, ended('deploy', 900, 901, 'deployment.refused', data));
    const ending = runSections(view, { ask: '' }).find(({ kind }) => kind === 'ending');
    return [plain(runLines(view).at(-1)!).replace(/ {2,}/g, '  ').trim(), (ending as { message: string }).message];
  };
  const reasons = ['it invents order numbers'];
  test.each<[string, string[], [string, string]]>([
    [
      'after a rollback',
      end({ reasons, canary: [passed, rolledBack] }),
      [
        'deploy  ✖ rolled back in step 2 of 3, at 10 %  1.0 s',
        'The canary was rolled back; production stays as it was.',
      ],
    ],
    [
      'after a rejection',
      end({ reasons }, { waiting, approval: { ...approval, decision: 'rejected' }, verdicts: [] }),
      ['deploy  ✖ refused: it invents order numbers  1.0 s', 'The candidate was rejected; production stays as it was.'],
    ],
    [
      'for several reasons, which are told once',
      end({ reasons: ['lora-8: too low', 'lora-16: too low'] }),
      [
        'deploy  ✖ refused: no candidate passed the gate  1.0 s',
        'No candidate was deployed; production stays as it was.',
      ],
    ],
  ])('says so %s', (_, told, expected) => expect(told).toEqual(expected));
});
