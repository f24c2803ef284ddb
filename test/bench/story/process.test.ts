import { describe, expect, test } from '@jest/globals';
import { dyingAfterEveryRecord, startProcess } from '../../../bench/story/process';
import { createMemoryObjects } from '../../functions/fakes';

describe('a process that dies after every record', () => {
  const uri = 'gs://landfall-local-artifacts/a.json';

  test('leaves the record, and does nothing more', async () => {
    const objects = createMemoryObjects();
    const own = startProcess('tune', dyingAfterEveryRecord()).objects(objects);
    await expect(own.write(uri, '{}')).rejects.toThrow('has died');
    await expect(own.write(`${uri}2`, '{}')).rejects.toThrow('has died');
    await expect(own.read(uri)).rejects.toThrow('has died');
    expect(objects.uris()).toEqual([uri]);
  });

  test('dies of a record once: its next delivery goes on', async () => {
    const [objects, fate] = [createMemoryObjects(), dyingAfterEveryRecord()];
    const write = (text: string) => startProcess('tune', fate).objects(objects).write(uri, text);
    await expect(write('{"at":"2027-01-04T09:00:00.000Z"}')).rejects.toThrow('has died');
    await write('{"at":"2027-01-04T09:01:00.000Z"}');
    await expect(write('{"at":"2027-01-04T09:02:00.000Z","more":1}')).rejects.toThrow('has died');
    expect(fate.crashes).toBe(2);
  });
});
