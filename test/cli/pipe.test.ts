import { expect, test } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { endWithPipe } from '../../cli/output';

const fail = (code: string): number[] => {
  const output = new EventEmitter();
  const exits: number[] = [];
  endWithPipe(output, (exitCode) => void exits.push(exitCode));
  output.emit('error', Object.assign(new Error('write failed'), { code }));
  return exits;
};

test('a reader of the output that has had enough is no failure', () => expect(fail('EPIPE')).toEqual([0]));

test('any other failure to write is one', () => expect(() => fail('ENOSPC')).toThrow('write failed'));
