import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  approvalPath,
  progressPath,
  replayPath,
  reportPath,
  waitingPath,
  type RunName,
} from '../../../../core/ledger-layout';
import type { LogQuestion } from '../../../../functions/console/deps';
import type { RunNow } from '../../../../functions/console/answers';
import { reportText } from '../../../evaluation-report';
import { validationReport } from '../../../cli/reports';
import { record, wholeRun } from '../../../cli/runs';
import { startConsole, type ConsoleServer } from '../console-server';

const hostile = '<img src=x onerror=alert(1)>\u202e\u0007';

describe('the API of one run', () => {
  let console: ConsoleServer;
  let key: RunName;
  let place: string;
  let count = 0;
  const asked: LogQuestion[] = [];
  beforeAll(async () => {
    console = await startConsole({
      readLog: async (question) => (asked.push(question), { entries: [], next: 'a page on' }),
    });
  });
  afterAll(() => console.stop());
  beforeEach(async () => {
    key = { pipeline: record.pipeline, run: `20261123-${String((count += 1)).padStart(8, '0')}` };
    place = `pipelines/${key.pipeline}/runs/${key.run}`;
    await console.ledger.createRun({ ...record, ...key });
  });

  const end = async (...stages: (keyof typeof wholeRun)[]) => {
    for (const stage of stages) await console.ledger.recordResult(key, wholeRun[stage]);
  };

  test('a run is told in words, with what may be decided, and without its configuration', async () => {
    await end('validate');
    const { body } = await console.ask(place);
    expect(body).toMatchObject({ ...key, status: 'running', choices: ['cancel', 'replay'] });
    expect(JSON.stringify(body).length).toBeLessThan(3_000);
  });

  test.each(['', '/live', '/data', '/curves', '/evaluation', '/quarantine/0'])(
    'an unknown run is a problem that says so: %s',
    async (view) => {
      expect(await console.ask(`pipelines/email-summary/runs/20261123-ffffffff${view}`)).toMatchObject({
        status: 404,
        body: { detail: 'There is no run 20261123-ffffffff of email-summary.' },
      });
    },
  );

  test('rows that were put aside come in windows, whatever is in them', async () => {
    const quarantineUri = `gs://artifacts/quarantine/${key.run}.jsonl`;
    const row = (at: number) => ({
      source: 'emails',
      row: at,
      line: at + 1,
      reasons: ['summary is missing'],
      raw: hostile,
    });
    const lines = Array.from({ length: 300 }, (_, at) => JSON.stringify(row(at)));
    await console.objects.write(quarantineUri, `${lines.join('\n')}\n`);
    const object = { ...validationReport({}).objects![0]!, key: 'k', quarantined: 300, quarantineUri };
    await console.put(reportPath(key, 'validate'), validationReport({ objects: [object] }));
    await end('validate');
    expect((await console.ask(`${place}/quarantine/k?from=250&count=2`)).body).toEqual({
      total: 300,
      from: 250,
      rows: [row(250), row(251)],
    });
    expect((await console.ask(`${place}/quarantine/other`)).status).toBe(404);
  });

  test('the artifact comes line by line, and of a long line as much as was asked for', async () => {
    const { body } = await console.ask(`${place}/artifact?from=1&count=1&longest=8`);
    expect(body).toMatchObject({ from: 1, lines: [{ text: '  "run":', left: 21 }] });
  });

  test('examples are those of the report, and of a run that has none a problem', async () => {
    expect(await console.ask(`${place}/examples`)).toMatchObject({
      status: 404,
      body: { detail: 'The run has evaluated nothing.' },
    });
    const reportUri = `gs://artifacts/${reportPath(key, 'evaluate')}`;
    const answers = { base: { outcome: 'answered' as const, finishReason: 'STOP', text: hostile, scores: { f1: 0 } } };
    await console.objects.write(reportUri, reportText([{ line: 7, prompt: 'p', target: 't', answers }]));
    const { output } = wholeRun.evaluate;
    await console.ledger.recordResult(key, {
      ...wholeRun.evaluate,
      output: { ...output, data: { ...output!.data, reportUri } } as typeof output,
    });
    expect((await console.ask(`${place}/examples`)).body).toMatchObject({
      total: 1,
      examples: [{ line: 7, answers: { base: { text: { text: hostile } } } }],
    });
    expect((await console.ask(`${place}/confusion?subject=base`)).body).toEqual({ subject: 'base' });
  });

  test('curves have no more points than were asked for, and say how many there are', async () => {
    const points = Array.from({ length: 10_000 }, (_, step) => ({ step, loss: 1 / (step + 1) }));
    const jobs = [{ candidate: 'lora-8', job: 'j', state: 'succeeded', losses: { training: points, validation: [] } }];
    await console.put(progressPath(key, 'tune'), { at: '2026-11-23T08:00:00.000Z', jobs });
    await end('validate', 'transform', 'tune');
    const { body } = await console.ask(`${place}/curves?count=200`);
    const [curve] = (body as { curves: { of: number; training: unknown[] }[] }).curves;
    expect([curve!.of, curve!.training.length, curve!.training[0]]).toEqual([10_000, 200, [0, 1]]);
  });

  test('the log is asked for a page, by stage and severity, and says how the next one is asked for', async () => {
    const { body } = await console.ask(`${place}/logs?stage=tune&severity=WARNING&token=t&count=9`);
    expect(body).toEqual({ entries: [], next: 'a page on' });
    expect(asked.at(-1)).toEqual({ run: key.run, stage: 'tune', severity: 'WARNING', token: 't', count: 9 });
  });

  test.each([
    ['logs?severity=LOUD', 'There is no severity LOUD.'],
    ['logs?until=yesterday', 'until is no instant'],
    ['artifact?from=-1', 'from and count are numbers'],
  ])('%s is refused', async (question, detail) =>
    expect(await console.ask(`${place}/${question}`)).toMatchObject({ status: 400, body: { detail } }),
  );

  describe('decisions', () => {
    test('of two who press approve at once, one did it, and the other is told by whom', async () => {
      await end('validate', 'transform', 'tune', 'watch', 'evaluate');
      await console.put(waitingPath(key), {
        for: 'approval',
        champion: 'lora-8',
        since: '2026-11-23T08:00:00Z',
        because: [],
      });
      expect(((await console.ask(place)).body as RunNow).choices).toContain('approve');
      const answers = await Promise.all(
        ['ada', 'bo'].map((name) =>
          console.ask(`${place}/approve`, { why: `${name} has read it` }, `${name}@example.com`),
        ),
      );
      const [done, told] = answers.toSorted((a, b) => a.status - b.status);
      expect([done!.status, told!.status]).toEqual([200, 409]);
      const { by } = (await console.read<{ by: string }>(approvalPath(key)))!;
      expect(told!.body).toMatchObject({ detail: expect.stringContaining(`is approved already. by ${by} on`) });
    });

    test('a cancellation has who and why on record', async () => {
      await end('validate');
      expect(await console.ask(`${place}/cancel`, { why: 'the wrong file' })).toMatchObject({
        status: 200,
        body: { status: 'cancelled' },
      });
      expect((await console.ask(place)).body).toMatchObject({
        cancelled: { by: 'ada@example.com', reason: 'the wrong file', stage: 'transform' },
      });
      expect((await console.ask(`${place}/cancel`, {})).status).toBe(409);
    });

    test('a replay has who and why on record, and names a stage that the run has come to', async () => {
      await end('validate');
      expect((await console.ask(`${place}/replay`, { from: 'deploy' })).status).toBe(409);
      expect((await console.ask(`${place}/replay`, { from: 'validate', why: 'again' })).status).toBe(200);
      expect(await console.read(replayPath(key, 1))).toMatchObject({
        by: 'ada@example.com',
        reason: 'again',
        stage: 'validate',
      });
    });
  });
});
