import { expect, test } from '@jest/globals';
import { whoTypes } from '../../cli/who';

test.each([
  ['ada@example.com', { name: 'ada@example.com', from: 'git config user.email' }],
  ['', { name: 'ada', from: 'the user of this machine' }],
])('whoever types is who git says, "%s", else the user of the machine', (email, who) => {
  expect(
    whoTypes(
      () => email,
      () => 'ada',
    ),
  ).toEqual(who);
});
