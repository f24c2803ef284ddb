// npm start: sets up what is missing, then `landfall start` with the same arguments.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setup } from './setup.mjs';

const args = process.argv.slice(2);
// With --json, standard output belongs to the one object at the end.
setup({ output: args.includes('--json') ? process.stderr : process.stdout });

const command = fileURLToPath(new URL('../bin/landfall.js', import.meta.url));
const child = spawn(process.execPath, [command, 'start', ...args], { stdio: 'inherit' });
// The terminal sends Ctrl-C to the child as well; this process only waits for it to end in order.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => signal !== 'SIGINT' && child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 1)));
