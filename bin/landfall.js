#!/usr/bin/env node
// The landfall command: runs the built CLI, or says how to build it.
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const entry = join(__dirname, '..', 'dist', 'cli', 'index.js');
if (!existsSync(entry)) {
  console.error('Landfall is not built yet.\n  Next: npm start   (or, to build only: node scripts/setup.mjs)');
  process.exit(2);
}
// Plain text into a pipe or a file, in CI too, where the colour library would colour it.
if (!process.stdout.isTTY && !process.env.FORCE_COLOR) process.env.NO_COLOR = '1';
// Google's clients keep connections open: end the process once what was printed has been written.
void require(entry)
  .main(process.argv.slice(2))
  .then((exitCode) => process.stdout.write('', () => process.exit(exitCode)));
