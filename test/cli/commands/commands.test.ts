import { describe, expect, jest, test } from '@jest/globals';
import { checkMachine, checkNode, formatCheck, undeliveredChecks } from '../../../cli/commands/doctor';
import { formatEntry } from '../../../cli/commands/logs';
import { environment } from '../../../cli/commands/env';
import { exitCodeOf } from '../../../cli/outcome';
import { sideBySide } from '../../../cli/render/section-lines';
import { formatError } from '../../../cli/output';
import { mostLike } from '../../../operations/most-like';
import { createProgram, main } from '../../../cli';

const plain = (text: string): string => text.replace(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '');

test.each([
  ['20.18.3', 'missing'],
  ['20.19.0', 'ok'],
  ['22.1.0', 'ok'],
  ['18.20.0', 'missing'],
])('Node.js %s is %s', (version, state) => expect(checkNode(version).state).toBe(state));

test.each([
  [2, 4e9, 'ok'],
  [1, 4e9, 'optional'],
  [4, 2e9, 'optional'],
])('a machine of %d cores and %d bytes is %s', (cores, bytes, state) =>
  expect(checkMachine(cores, bytes).state).toBe(state),
);

test('what is missing is shown with its fix', () => {
  const text = plain(formatCheck({ name: 'build', state: 'missing', found: 'not built', fix: 'npm start' }));
  expect(text.split('\n').map((line) => line.trim())).toEqual(['✖ build        not built', 'Fix npm start']);
});

test('each thing that the local cloud may not deliver is missing, with what to do', () => {
  const [check, ...others] = undeliveredChecks(['Pushes of projects/p/subscriptions/s: Permission denied']);
  expect([check?.state, others]).toEqual(['missing', []]);
  expect(plain(formatCheck(check!))).toMatch(/Pushes of projects\/p\/subscriptions\/s.*\n.*Fix grant a role/);
});

test.each([
  ['deployed', 0],
  ['failed', 1],
  ['refused', 3],
] as const)('a run that ended %s exits with %d', (status, code) => expect(exitCodeOf({ status })).toBe(code));

test('an error wraps its prose at the terminal, and leaves what is to be copied as it is', () => {
  const long = 'one two three four five six seven eight nine ten';
  const next = `npx landfall drop ${'a'.repeat(40)} --wait`;
  expect(plain(formatError(long, { why: long, next }, 40))).toBe(
    [
      '✖ one two three four five six seven',
      '  eight nine ten',
      '  Why    one two three four five six',
      '         seven eight nine ten',
      `  Next   ${next}`,
    ].join('\n'),
  );
});

test('a step of tuning is logged once: who takes it, and how far it is', () => {
  const progress = { done: 3, total: 40, unit: 'steps', loss: 1.834, secondsLeft: 38 };
  const entry = {
    severity: 'INFO',
    message: 'tuning',
    time: '2026-11-23T08:15:02Z',
    stage: 'tune',
    run: 'r',
    progress,
  };
  expect(plain(formatEntry({ ...entry, candidate: 'lora-8' })).replace(/ {2,}/g, '  ')).toBe(
    '08:15:02  tune  r  tuning lora-8  step 3/40 · loss 1.83 · about 40 s left',
  );
});

test('a candidate is named once, in the message or after it', () => {
  const entry = { severity: 'INFO', time: '2026-11-23T08:15:02Z', stage: 'tune', run: 'r', candidate: 'lora-8' };
  const shown = ['started lora-8', 'Tuning has begun'].map((message) => plain(formatEntry({ ...entry, message })));
  expect(shown.map((line) => line.split(/ {2,}/).at(-1))).toEqual(['started lora-8', 'Tuning has begun lora-8']);
});

test('where it is and what to do next are wrapped too, but no command', () => {
  const next = 'one two three four five six seven eight nine\nnpx landfall run 20261123-3f9a2c1b --watch';
  expect(plain(formatError('It broke.', { where: 'emails.jsonl, line 3, the field summary', next }, 40))).toBe(
    [
      '✖ It broke.',
      '  Where  emails.jsonl, line 3, the field',
      '         summary',
      '  Next   one two three four five six',
      '         seven eight nine',
      '         npx landfall run 20261123-3f9a2c1b --watch',
    ].join('\n'),
  );
});

test('an error says what, where, why and the next command', () => {
  expect(plain(formatError('It broke.', { where: 'a.csv, line 3', why: 'one\ntwo', next: 'npm start' }))).toBe(
    '✖ It broke.\n  Where  a.csv, line 3\n  Why    one\n         two\n  Next   npm start',
  );
});

test.each([
  ['emails-summary', 'email-summary'],
  ['banking', 'banking-intents'],
  ['xyz', undefined],
  ['splti', 'split'],
])('the name most like %s is %s', (typed, known) =>
  expect(mostLike(typed, ['email-summary', 'banking-intents', 'split'])).toBe(known),
);

test("the environment points Google's tools at the local cloud and keeps their own settings apart", () => {
  const endpoints = {
    storage: 'http://127.0.0.1:8080',
    bigquery: 'http://127.0.0.1:8080',
    pubsub: 'http://127.0.0.1:8085',
    pubsubGrpc: '127.0.0.1:8081',
    vertex: 'http://127.0.0.1:8080',
    vertexGrpc: '127.0.0.1:8082',
    openai: 'http://127.0.0.1:8080',
    telemetry: 'http://127.0.0.1:8080',
    logging: 'http://127.0.0.1:8080',
  };
  const status = {
    project: 'p',
    port: 8080,
    startedAt: '',
    pid: 1,
    endpoints,
    buckets: { landing: 'l', artifacts: 'a', serving: 's' },
    functions: [],
    region: 'us-central1',
    clockOffsetMilliseconds: 0,
    warnings: [],
    undelivered: [],
    serve: '',
  };
  expect(environment(status, '/state')).toMatchObject({
    STORAGE_EMULATOR_HOST: 'http://127.0.0.1:8080',
    PUBSUB_EMULATOR_HOST: '127.0.0.1:8081',
    CLOUDSDK_CONFIG: '/state/gcloud',
    CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: 'http://127.0.0.1:8080/storage/v1/',
    CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB: 'http://127.0.0.1:8085/',
  });
});

describe('the command line', () => {
  test('has an example in the help of every command', () => {
    for (const command of createProgram(() => {}).commands) {
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text) });
      command.outputHelp();
      expect(help).toMatch(/Examples:\n {2}\$ (npx landfall|npm start|eval)/);
    }
  });

  test('gives an option to the command behind which it stands, though the one above has it too', async () => {
    const said = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      const file = 'pipelines/email-summary/prompt.yaml';
      expect(await main(['prompts', 'diff', file, file, '--json'])).toBe(0);
      expect(JSON.parse(said.mock.calls.map(([text]) => String(text)).join(''))).toMatchObject({
        before: { name: file },
        differences: [
          { part: 'system', patch: '' },
          { part: 'user', patch: '' },
        ],
      });
    } finally {
      said.mockRestore();
    }
  });

  test.each([
    ['an unknown command', ['frobnicate']],
    ['a missing argument', ['drop']],
    ['an unknown option', ['runs', '--frobnicate']],
  ])('answers %s with exit code 2', async (_, argv) => expect(await main(argv)).toBe(2));

  test.each([
    ['a port that is none', ['local', '--port', '99999']],
    ['a port that is a word', ['doctor', '--port', 'http']],
    ['a minute without seconds', ['local', '--minute', '0']],
    ['a date that is none', ['local', '--date', 'someday']],
    ['an emulator without a port', ['local', '--pubsub-emulator', 'localhost']],
    ['a time that is none', ['logs', '--since', 'yesterday']],
    ['no number of examples', ['prompts', 'test', 'a.yaml', '--pipeline', 'a', '--most', '0']],
    ['a budget that is none', ['prompts', 'test', 'a.yaml', '--pipeline', 'a', '--budget', 'much']],
  ])('answers %s with exit code 2 before anything is started', async (_, argv) => expect(await main(argv)).toBe(2));

  test('with --json says on standard output why there is no result', async () => {
    const written: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    process.env['LANDFALL_DIRECTORY'] = '/nonexistent/landfall';
    await main(['drop', 'p', 'f', '--wait', '--json']);
    delete process.env['LANDFALL_DIRECTORY'];
    write.mockRestore();
    expect(written.map((text) => JSON.parse(text) as unknown)).toEqual([
      { status: 'failed', error: expect.objectContaining({ message: 'The local cloud is not running.' }) },
    ]);
  });

  test('answers --help with exit code 0', async () => expect(await main(['drop', '--help'])).toBe(0));

  test('says what to do when no local cloud runs', async () => {
    process.env['LANDFALL_DIRECTORY'] = '/nonexistent/landfall';
    expect(await main(['runs'])).toBe(4);
    delete process.env['LANDFALL_DIRECTORY'];
  });
});

describe('escape sequences of a terminal do not get through', () => {
  const evil = '\u001b]0;owned\u0007\u009b2J';
  test('the candidate that answers is said to be tuned where it is', () => {
    const answer = { input: 'a', base: 'b', candidate: 'c', reference: 'd' };
    expect(plain(sideBySide({ ...answer, isPrompted: false }))).toMatch(/^ +Tuned +c$/m);
    expect(plain(sideBySide({ ...answer, isPrompted: true }))).toMatch(/^ +Prompted +c$/m);
  });

  test.each([
    ['an error', formatError(evil, { where: evil, why: evil, next: evil })],
    [
      'a log entry',
      formatEntry({ severity: 'INFO', message: evil, time: '2026-11-23T08:00:00Z', run: evil, stage: evil }),
    ],
    ['an answer', sideBySide({ input: evil, base: evil, candidate: evil, isPrompted: false, reference: evil })],
  ])('in %s', (_, text) => {
    expect(plain(text)).toContain('\\u001b]0;owned');
    expect(plain(text)).not.toMatch(/[^\P{Cc}\n]/u);
  });
});
