import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const speakers = ['cli', 'compiler', 'core', 'formats', 'functions', 'infra'];
const sources = speakers.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith('.ts') && !path.includes('generated')),
);

test.each<[string, RegExp, string]>([
  ['the name of the marker', /['"`/]_SUCCESS\b['"`]/, 'core/batch/landing-path.ts'],
  ['how many objects a batch may hold', /(most|max)(Objects)? = 500\b/i, 'core/batch/whole-batch.ts'],
  ['which sources a batch lacks', /function missingSources|const missingSources/, 'core/batch/whole-batch.ts'],
  ['what a gs:// address is', /\/\^gs:/, 'core/gs-uri.ts'],
  ['what a row schema is', /^(export )?(interface|type) RowSchema\b/m, 'core/row-schema.ts'],
  ['the names that columns may not have', /_partition/, 'core/column-names.ts'],
  ['what gzip begins with', /0x8b/, 'formats/recognise.ts'],
  ['what Parquet begins with', /'PAR1'/, 'formats/recognise.ts'],
  ['what stands between the fields of a record', /',', ';', '\\t'/, 'formats/text/csv.ts'],
  ["what a form's turns are called", /system\[_-\]\?\(/, 'core/formats/conversations.ts'],
  ['thousands with commas', /toLocaleString\('en(-US)?'\)/, 'core/wording.ts'],
  ['a plural', /=== 1 \? (''|'row'|noun) :/, 'core/wording.ts'],
  ['a share in percent', /\} %`/, 'core/wording.ts'],
  ['characters that cannot be printed', /padStart\(4, '0'\)|\\p\{Cf\}/, 'core/wording.ts'],
  ['what digests are made of', /(function|const) canonicalJson/, 'core/digest.ts'],
  ['where a run lies in the ledger', /`(runs|staged|triggers|inflight)\/\$\{/, 'core/ledger-layout.ts'],
  ['how much goes on at the same time', /\bfunction atMost|Promise\.all\(Array\.from/, 'core/at-most.ts'],
])('%s is said once', (_, pattern, where) => {
  const found = sources.filter((path) => pattern.test(readFileSync(path, 'utf8')));
  expect(found).toEqual([where]);
});
