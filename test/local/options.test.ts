import { expect, test } from '@jest/globals';
import { parseOptions } from '../../local/options';

test('a local cloud without arguments is the documented one', () => {
  expect(parseOptions([], {})).toMatchObject({
    port: 8080,
    directory: expect.stringMatching(/\.landfall$/) as unknown,
    project: 'landfall-local',
    region: 'us-central1',
    minuteMilliseconds: 2000,
    iamDelayMilliseconds: 0,
  });
});

test.each([
  [['--port', '9000'], { port: 9000 }],
  [['--minute', '60'], { minuteMilliseconds: 60_000 }],
  [['--iam-delay', '7'], { iamDelayMilliseconds: 7000 }],
  [['--pubsub-emulator', '127.0.0.1:8085'], { pubsubEmulator: '127.0.0.1:8085' }],
  [['--directory', '/tmp/x'], { directory: '/tmp/x' }],
  [[], { clockOffsetMilliseconds: 0, replaceRetired: [] }],
  [['--clock-offset=-5000'], { clockOffsetMilliseconds: -5000 }],
  [['--replace-retired', 'a', '--replace-retired', 'b'], { replaceRetired: ['a', 'b'] }],
])('%j is understood', (argv, expected) => {
  expect(parseOptions(argv)).toMatchObject(expected);
});

test('the delay of IAM may come from the environment', () => {
  expect(parseOptions([], { LANDFALL_IAM_DELAY: '5' })).toMatchObject({ iamDelayMilliseconds: 5000 });
});

test.each([
  [['--port', 'http'], '--port http is no port'],
  [['--port', '65534'], '--port 65534 is no port'],
  [['--minute', '0'], '--minute 0 is not a number of seconds above 0'],
  [['--iam-delay', 'soon'], '--iam-delay soon is not a number of seconds'],
  [['--clock-offset', 'soon'], '--clock-offset soon is not a whole number of milliseconds'],
  [['--prot', '1'], "Unknown option '--prot'"],
])('%j is refused by name', (argv, message) => {
  expect(() => parseOptions(argv)).toThrow(message);
});
