/** node validate-process.js bare|validate FILE MODULE: reads the file once and prints what that took, as JSON. */
import { createReadStream, statSync } from 'node:fs';
import { Writable } from 'node:stream';
import type * as Validate from '../../functions/validate/reading/check-object';
import { systemClock } from '../../functions/shared/stage/clock';
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

/** The function's own code, with a file in place of the object; what it makes is taken, and kept nowhere, as by the loop. */
async function validate(file: string, { checkObject }: typeof Validate): Promise<number> {
  const objects = {
    // The loop is at its best with the default, which is a sixteenth of it.
    openRead: (uri, generation, range) =>
      createReadStream(file, { highWaterMark: 1 << 20, ...(range && { start: range.start, end: range.end - 1 }) }),
    openWrite: () => new Writable({ write: (chunk, encoding, done) => setImmediate(done) }),
    list: async () => [],
    write: async () => '1',
    compose: async () => {},
  } satisfies Partial<Validate.CheckObjectWorld['objects']> as unknown as Validate.CheckObjectWorld['objects'];
  const log = { progress: () => {} } as unknown as Validate.CheckObjectWorld['log'];
  const uris = {
    uri: 'gs://landing/rows',
    cleanUri: 'gs://artifacts/clean',
    quarantineUri: 'gs://artifacts/quarantine',
    partsFolder: 'gs://artifacts/parts/',
  };
  const checked = await checkObject(
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
    { objects, clock: systemClock, log, signal: new AbortController().signal, isTimeUp: () => false },
  );
  const { rows, quarantined } = checked!;
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
