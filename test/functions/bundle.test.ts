import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { bury, cleanup, evaluationShard, index } from '../../core/functions';
import { stageNames } from '../../core/stages';
import { eventually } from '../eventually';

const stages = [...stageNames, bury.name, cleanup.name, evaluationShard.name, index.name, 'serve'];
const framework = resolve('node_modules/@google-cloud/functions-framework/build/src/main.js');

const environment = (stage: string) => ({
  LANDFALL_PROJECT: 'p',
  LANDFALL_REGION: 'us-central1',
  LANDFALL_STAGE: stage,
  LANDFALL_LANDING_BUCKET: 'p-landing',
  LANDFALL_ARTIFACTS_BUCKET: 'p-artifacts',
  LANDFALL_SERVING_BUCKET: 'p-serving',
  LANDFALL_DATASET: 'landfall',
  LANDFALL_STAGING_DATASET: 'landfall_staging',
  LANDFALL_TRAINING_DATASET: 'landfall_training',
  LANDFALL_TOPICS: '{}',
  LANDFALL_CODE_VERSION: '0',
  LANDFALL_TRACE_RATIO: '1',
});

/** Nothing listens there: a function that starts and answers needs none of them. */
const nowhere = {
  STORAGE_EMULATOR_HOST: 'http://127.0.0.1:9',
  BIGQUERY_EMULATOR_HOST: 'http://127.0.0.1:9',
  PUBSUB_EMULATOR_HOST: '127.0.0.1:9',
  VERTEX_EMULATOR_HOST: '127.0.0.1:9',
};

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

const isClosed = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/healthz`).then(
    () => false,
    () => true,
  );

/** Asks until there is an answer: the process is still starting. */
function ask(url: string, init: RequestInit, child: ChildProcess): Promise<Response> {
  return eventually(async () => {
    try {
      return await fetch(url, init);
    } catch (error) {
      if (child.exitCode !== null) throw new Error(`the function ended with ${child.exitCode}`, { cause: error });
      return undefined;
    }
  }, `an answer of ${url}`);
}

test.each(stages)('%s names one version of everything that the cloud installs beside it', async (stage) => {
  const listing = promisify(execFile)('npm', ['ls', '--package-lock-only', '--all', '--json'], {
    cwd: join('dist/functions', stage),
  });
  expect(JSON.parse((await listing).stdout)).not.toHaveProperty('problems');
});

test.each(stages)(
  '%s has a map of where each line comes from, without the lines: a process that starts reads it all',
  (stage) => {
    const map = JSON.parse(readFileSync(join('dist/functions', stage, 'index.js.map'), 'utf8')) as object;
    expect(map).toHaveProperty('sources.length');
    expect(map).not.toHaveProperty('sourcesContent');
  },
);

describe('every function, bundled, in a folder outside the repository', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'landfall-bundles-'));
    if (!existsSync('dist/functions')) throw new Error('this tests what is built: npm run setup');
    cpSync('dist/functions', join(folder, 'functions'), { recursive: true, filter: (path) => !path.endsWith('.map') });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(stages)('%s names only the framework as what it needs', (stage) => {
    const manifest = JSON.parse(readFileSync(join(folder, 'functions', stage, 'package.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({ main: 'index.js', engines: { node: '>=22' } });
    const { dependencies } = manifest as { dependencies: object };
    expect(Object.keys(dependencies)).toEqual(['@google-cloud/functions-framework']);
  });

  test.each(stages)('%s has the description of every service of Vertex AI that it asks', (stage) => {
    const built = join(folder, 'functions', stage);
    const parts = readdirSync(built).filter((name) => name.endsWith('.js'));
    const code = parts.map((name) => readFileSync(join(built, name), 'utf8')).join('\n');
    const asked = [...code.matchAll(/lookupService\("google\.cloud\.aiplatform\.v1(?:beta1)?\.(\w+)"\)/g)].map(
      ([, name]) => name,
    );
    for (const service of asked) expect(code).toContain(`${service}:{options`);
  });

  test.each(stages)('%s reads nothing when it starts that it may never call', async (stage) => {
    const built = join(folder, 'functions', stage);
    const script = `require(${JSON.stringify(built)}); console.log(JSON.stringify(Object.keys(require.cache))); process.exit()`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--require', preload(folder), '--eval', script]);
    const read = (JSON.parse(stdout) as string[]).filter((path) => path.startsWith(built));
    expect(read.filter((path) => /_client-|openai-|quickjs-|json-schema-/.test(path))).toEqual([]);
    const bytes = read.reduce((sum, path) => sum + statSync(path).size, 0);
    expect(bytes).toBeLessThan(1_500_000);
  });

  test.each(stages)('%s has by their names what it loads later', async (stage) => {
    const built = join(folder, 'functions', stage);
    const later = readdirSync(built).filter((name) => /^(?!index|worker|chunk|start-once).*\.c?js$/.test(name));
    const code = readFileSync(join(built, 'index.js'), 'utf8');
    expect(code).not.toContain('import(');
    const script = `console.log(JSON.stringify(${JSON.stringify(later)}.map((name) => Object.keys(require('./' + name)))))`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--eval', script], { cwd: built });
    for (const names of JSON.parse(stdout) as string[][]) expect(names).not.toEqual(['default']);
  });

  test.each(stages)('%s is started once where it is built, and leaves what Node has compiled', async (stage) => {
    const built = join(folder, 'functions', stage);
    const { scripts } = JSON.parse(readFileSync(join(built, 'package.json'), 'utf8')) as {
      scripts: { 'gcp-build': string };
    };
    const env = { PATH: process.env.PATH, LANDFALL_NODE_OPTIONS: `--require=${preload(folder)}` };
    await promisify(execFile)('sh', ['-c', scripts['gcp-build']], { cwd: built, env });
    // Node 20 keeps nothing.
    expect(existsSync(join(built, 'compile-cache'))).toBe('enableCompileCache' in nodeModule);
  });

  async function start(stage: string) {
    const port = await freePort();
    const child = spawn(
      process.execPath,
      ['--require', preload(folder), framework, `--target=${stage}`, `--port=${port}`],
      {
        cwd: join(folder, 'functions', stage),
        env: {
          PATH: process.env.PATH,
          FUNCTION_SIGNATURE_TYPE: stage === 'serve' ? 'http' : 'cloudevent',
          ...environment(stage),
          ...nowhere,
        },
        stdio: 'ignore',
      },
    );
    return { port, child };
  }

  test.each(stages)('%s starts, makes its clients, and answers', async (stage) => {
    const { port, child } = await start(stage);
    try {
      const data = Buffer.from('{}').toString('base64');
      const message = {
        data,
        attributes: { 'ce-type': 'landfall.moon.rose.v1' },
        messageId: '1',
        publishTime: '2026-11-23T10:00:00Z',
      };
      const path = stage === 'serve' ? '/v1/nothing' : '/projects/p/topics/t';
      const response = await ask(
        `http://127.0.0.1:${port}${path}`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ subscription: 's', message }),
        },
        child,
      );
      expect(response.status).toBe(stage === 'serve' ? 404 : 204);
    } finally {
      child.kill('SIGKILL');
    }
  });

  describe('serve', () => {
    let child: ChildProcess;
    let port: number;
    beforeEach(async () => void ({ child, port } = await start('serve')));
    afterEach(() => void child.kill('SIGKILL'));

    const send = (method: string, path: string, body?: string, type = 'application/json') =>
      ask(
        `http://127.0.0.1:${port}${path}`,
        { method, headers: { 'content-type': type }, ...(body !== undefined && { body }) },
        child,
      );
    const generate = '/v1/pipelines/email-summary:generate';

    test('answers every bad request itself, and nothing of the framework does', async () => {
      const found: [number, number, string | null, string | null][] = [];
      const said = async (expected: number, response: Response) => {
        const { status } = (await response.json()) as { status: number };
        const { headers } = response;
        found.push([expected, status, headers.get('content-type'), headers.get('x-powered-by')]);
      };
      await said(404, await send('GET', '/'));
      await said(404, await send('GET', '/favicon.ico'));
      await said(405, await send('PUT', generate, '{}'));
      await said(405, await send('OPTIONS', generate));
      await said(400, await send('POST', '/v1/pipelines/email-summary:rate', '{'));
      await said(
        415,
        await send('POST', '/v1/pipelines/email-summary:rate', 'a=b', 'application/x-www-form-urlencoded'),
      );
      await said(415, await send('POST', '/v1/pipelines/email-summary:rate', 'a', 'text/plain'));
      await said(413, await send('POST', '/v1/pipelines/email-summary:rate', ' '.repeat(20 << 20)));
      await said(400, await send('DELETE', '/v1/users/%zz'));
      for (const [expected, status, type, poweredBy] of found)
        expect([status, type, poweredBy]).toEqual([expected, 'application/problem+json; charset=utf-8', null]);
    });

    test('that is told of its end ends with its last answer', async () => {
      await send('GET', '/healthz');
      const caller = connect(port, '127.0.0.1').setEncoding('utf8');
      let got = '';
      caller.on('data', (part: string) => (got += part)).on('error', () => undefined);
      const head = `POST ${generate.replace('generate', 'rate')} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json`;
      caller.write(`${head}\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n`);
      await eventually(() => got.includes('100 Continue'), 'a request under way');
      child.kill('SIGTERM');
      await eventually(() => isClosed(port), 'no more connections');
      caller.write('{}');
      await eventually(() => got.includes('400 Bad Request'), 'its answer');
      await eventually(() => child.exitCode !== null, 'the end of the process');
      expect(child.exitCode).toBe(0);
    });
  });
});

/** Lets a bundle find the framework that runs it, and nothing else of the repository. */
function preload(folder: string): string {
  const path = join(folder, 'preload.js');
  const index = resolve('node_modules/@google-cloud/functions-framework/build/src/index.js');
  const code = `const Module = require('node:module');
const find = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  return name === '@google-cloud/functions-framework' ? ${JSON.stringify(index)} : find.call(this, name, ...rest);
};`;
  writeFileSync(path, code);
  return path;
}
