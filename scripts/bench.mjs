// npm run bench -- AREA: sets up what is missing, then runs one area of bench/.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setup } from './setup.mjs';

setup({ output: process.stderr });
const entry = fileURLToPath(new URL('../dist/bench/index.js', import.meta.url));
const { status } = spawnSync(process.execPath, [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status ?? 1);
