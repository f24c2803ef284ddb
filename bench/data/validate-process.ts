/** node validate-process.js bare|validate FILE MODULE: reads the file once and prints what that took, as JSON. */
import { createReadStream, createWriteStream, rmSync, statSync } from 'node:fs';
import type * as Validate from '../../functions/validate/check-object';
import { madeSchema } from './made-rows';
import type { Measured } from './validate';

/** Splits lines and calls JSON.parse: the least that reading rows can be. */
async function bare(file: string): Promise<number> {
  let begun = '';
  let rows = 0;
  for await (const piece of createReadStream(file, { encoding: 'utf8' }) as AsyncIterable<string>) {
    const lines = (begun + piece).split('\n');
    begun = lines.pop()!;
    for (const line of lines) JSON.parse(line);
    rows += lines.length;
  }
  return rows;
}

/** The function's own code, with files in place of objects. */
async function validate(file: string, { checkObject }: typeof Validate): Promise<number> {
  const path = (uri: string) => `${file}.${uri.split('/').at(-1)}`;
  const objects = {
    openRead: () => createReadStream(file),
    openWrite: (uri: string) => createWriteStream(path(uri)),
  } as unknown as Validate.CheckObjectWorld['objects'];
  const log = { progress: () => {} } as unknown as Validate.CheckObjectWorld['log'];
  const uris = {
    uri: 'gs://landing/rows',
    cleanUri: 'gs://artifacts/clean',
    quarantineUri: 'gs://artifacts/quarantine',
  };
  const { rows, quarantined } = await checkObject(
    {
      ...uris,
      generation: '1',
      bytes: statSync(file).size,
      file: 'rows',
      source: 'rows',
      spec: { format: 'auto', form: 'rows', schema: 'rows.json', required: true },
      rowSchema: madeSchema,
      maxFieldCharacters: 1_000_000,
    },
    { objects, log, signal: new AbortController().signal },
  );
  rmSync(path(uris.cleanUri));
  if (quarantined > 0) throw new Error(`${quarantined} made rows are not valid`);
  return rows;
}

async function main([kind, file, module]: string[]): Promise<void> {
  const code = (await import(module!)) as typeof Validate;
  const begun = performance.now();
  const before = process.cpuUsage();
  const rows = await (kind === 'bare' ? bare(file!) : validate(file!, code));
  const milliseconds = performance.now() - begun;
  const { user, system } = process.cpuUsage(before);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const measured: Measured = { milliseconds, processorMilliseconds: (user + system) / 1000, rows, peakBytes };
  process.stdout.write(JSON.stringify(measured));
}

void main(process.argv.slice(2));
