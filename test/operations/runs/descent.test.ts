import { describe, expect, test } from '@jest/globals';
import { descend, flatten, nodesNamed, type Kind, type DescentStep } from '../../../operations/runs/descent';

const [a, b] = ['20261201-aaaaaaaa', '20261201-bbbbbbbb'];
const step = (run: string, parent: [Kind, string], child: [Kind, string]): DescentStep => ({
  run,
  parent_kind: parent[0],
  parent: parent[1],
  child_kind: child[0],
  child: child[1],
  at: '2026-12-01T00:00:00.000Z',
});
const version: [Kind, string] = ['version', 'mail@c000bd7b4164'];
const endpoint = (id: string): [Kind, string] => ['endpoint', `projects/p/locations/us/endpoints/${id}`];
/** Two runs, of different objects, come to the same version. */
const steps = [a, b].flatMap((run) => [
  step(run, ['object', `gs://l/${run}#1`], ['run', run]),
  step(run, ['run', run], version),
  step(run, version, ['candidate', `${run}/lora`]),
  step(run, ['candidate', `${run}/lora`], endpoint(run === a ? '501' : '502')),
]);

const ids = (kind: Kind, id: string, direction: 'up' | 'down') =>
  flatten(descend(steps, { kind, id }, direction)).map((node) => node.id);

describe('descent', () => {
  test('of a run leads down to its own endpoint, and up to its own objects', () => {
    expect(ids('run', a, 'down')).toEqual([version[1], `${a}/lora`, endpoint('501')[1]]);
    expect(ids('run', a, 'up')).toEqual([`gs://l/${a}#1`]);
  });

  test('of a version that two runs have made leads to the endpoints of both', () => {
    expect(ids(...version, 'down')).toEqual([`${a}/lora`, endpoint('501')[1], `${b}/lora`, endpoint('502')[1]]);
  });

  test('of an endpoint leads to the objects of the run that made it, not of another with the same version', () => {
    expect(ids(...endpoint('502'), 'up')).toEqual([`${b}/lora`, version[1], b, `gs://l/${b}#1`]);
  });
});

test.each([
  ['a run by its beginning', 'aaaa', [['run', a]]],
  ['a version by its beginning', 'c000', [version]],
  ['an endpoint by its number', '502', [endpoint('502')]],
  ['an object whole', `gs://l/${a}#1`, [['object', `gs://l/${a}#1`]]],
  [
    'several runs',
    '20261201',
    [
      ['run', a],
      ['run', b],
    ],
  ],
  ['nothing', 'zzz', []],
] as [string, string, [Kind, string][]][])('a name means %s', (_, name, nodes) => {
  expect(nodesNamed(steps, name)).toEqual(nodes.map(([kind, id]) => ({ kind, id })));
});
