/** The entry of a process that serves Cloud Storage from a folder (its argument), tells what it publishes on standard output, and can be killed. */
import express from 'express';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { allowAll } from '../../../local/iam/access';
import { openState } from '../../../local/state';
import { createStorage } from '../../../local/storage';

const directory = process.argv[2] as string;
const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const { router, buckets } = createStorage({
  state: openState(join(directory, 'state')),
  directory,
  access: allowAll,
  publish: (_topic, { attributes }) => Promise.resolve(void tell({ published: attributes['objectGeneration'] })),
});
if (!buckets.find('bucket')) buckets.create('demo', 'bucket');

const app = express().use(router);
// Peak resident memory so far, in bytes.
app.get('/peak-memory', (_request, response) => void response.json(process.resourceUsage().maxRSS * 1024));
const server = app.listen(0, '127.0.0.1', () => tell({ port: (server.address() as AddressInfo).port }));
