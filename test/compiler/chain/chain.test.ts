import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { BaseModel } from '../../../catalog';
import type { ModelPrices } from '../../../catalog/prices';
import { compilePipeline, type Compiled } from '../../../compiler/compile';
import type { Problem } from '../../../core/problem';
import { randomIntegers } from '../../../core/verdict/random';
import { deployment } from '../../deployment';
import { defects } from './defects';
import { chainFiles, madeChain, type Draw, type WrittenChain } from './made-chains';

const base = {
  tunable: true,
  adapterSizes: [8],
  provider: 'vertex',
  tuningRegions: ['us-central1'],
  servingLocations: ['us'],
  tunedServingLocations: ['us'],
  lifecycle: [],
  successors: [],
};
const closed = { action: 'inference', state: 'closed', closesOn: '2026-10-16', source: 'a page', asOf: '2026-11-28' };
const context = {
  embeddingModels: {},
  catalog: {
    'gemini-3.5-flash-lite': { id: 'gemini-3.5-flash-lite', contextTokens: 1_000_000, ...base },
    'gemini-old': { id: 'gemini-old', ...base },
    'gemini-gone': { id: 'gemini-gone', ...base, lifecycle: [closed], successors: ['gemini-old'] },
    'gemini-ending': { id: 'gemini-ending', ...base, lifecycle: [{ ...closed, closesOn: '2026-12-16' }] },
    'landfall-tiny': { id: 'landfall-tiny', ...base, isLocal: true },
  } as unknown as Record<string, BaseModel>,
  prices: { currency: 'USD', models: {} } as unknown as ModelPrices,
  deployment,
  sql: {},
  codeVersion: '1',
};

const rest = `name: mail
sources: { emails: { schema: emails.schema.json } }
training: { sql: training.sql, prompt: prompt.yaml }
tuning: { candidates: [{ id: lora-8, base: gemini-3.5-flash-lite }] }
deployment: { gate: { metric: rougeL, minimum: 0.3 } }
`;

function drawsOf(seed: string): Draw {
  const fill = randomIntegers(seed);
  const into = new Uint32Array(1);
  return () => {
    fill(into);
    return into[0]! / 2 ** 32;
  };
}

describe('a chain', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'landfall-chains-'));
    for (const name of ['mail', 'policies']) mkdirSync(join(directory, name));
    writeFileSync(join(directory, 'policies', 'pipeline.yaml'), 'kind: corpus\nname: policies\n');
    write('emails.schema.json', '{ "type": "object", "properties": { "id": { "type": "string" } } }');
    write('training.sql', 'SELECT 1');
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const written = new Map<string, string>();
  const write = (name: string, text: string) => {
    if (written.get(name) !== text) writeFileSync(join(directory, 'mail', name), text);
    written.set(name, text);
  };
  const yamlOf = (chain: WrittenChain) => `${rest}${stringify({ serving: { chain } }, { lineWidth: 0 })}`;
  function compile(
    chain: WrittenChain,
    files: Record<string, string> = chainFiles,
    replaceRetired: string[] = [],
  ): Compiled {
    write('pipeline.yaml', yamlOf(chain));
    for (const [name, text] of Object.entries(files)) write(name, text);
    return compilePipeline(directory, 'mail', 'pipelines', { ...context, replaceRetired });
  }
  const problemsOf = (compiled: Compiled): Problem[] => ('problems' in compiled ? compiled.problems : []);

  /** The lines on which a problem of this step, or of this key, may be told. */
  function linesOf(at: string, chain: WrittenChain): number[] {
    const lines = yamlOf(chain).split('\n');
    const begins = new RegExp(`^(?:      (?:${at}\\w*):|    (?:${at}):)`);
    const found: number[] = [];
    let isIn = false;
    for (const [index, line] of lines.entries()) {
      if (begins.test(line)) isIn = true;
      else if (/^ {4,6}\w/.test(line)) isIn = false;
      if (isIn) found.push(index + 1);
    }
    return found;
  }

  test('is compiled with the files that its steps name, and digested with them', () => {
    const chain = madeChain(drawsOf('whole'));
    const compiled = compile(chain);
    if (!('configuration' in compiled)) throw new Error(JSON.stringify(compiled));
    expect(Object.keys(compiled.configuration.chain!.prompts)).toContain('route.yaml');
    expect(Object.keys(compiled.configuration.baseModels)).toContain('gemini-3.5-flash-lite');
    const files = { ...chainFiles, 'route.yaml': 'user: "Which? {{body}}"\n' };
    expect((compile(chain, files) as typeof compiled).configuration.digest).not.toBe(compiled.configuration.digest);
  });

  describe('on a base that ends', () => {
    const asking = (model: string) => {
      const chain = madeChain(drawsOf('ends'));
      chain.steps.route!.classify = { ...(chain.steps.route!.classify as object), model };
      return chain;
    };

    test('is warned of in its line', () => {
      const compiled = compile(asking('gemini-ending'));
      expect(compiled).toMatchObject({
        warnings: [{ reason: expect.stringMatching(/^gemini-ending is open to inference until 2026-12-16/) }],
      });
      const [{ line }] = (compiled as { warnings: Problem[] }).warnings as [Problem];
      expect(linesOf('route', asking('gemini-ending'))).toContain(line);
    });

    test('goes on with its successor where that is asked for', () => {
      const compiled = compile(asking('gemini-gone'), chainFiles, ['mail']);
      if (!('configuration' in compiled)) throw new Error(JSON.stringify(compiled));
      expect(compiled.configuration.pipeline.serving!.chain!.steps.route!.classify!.model).toBe('gemini-old');
      expect(compiled.warnings).toMatchObject([{ reason: expect.stringContaining('goes on with gemini-old') }]);
    });
  });

  test('that is right has no problem: 200 made by chance', () => {
    for (let seed = 0; seed < 200; seed++) {
      const chain = madeChain(drawsOf(`right ${seed}`));
      expect({ seed, problems: problemsOf(compile(chain)) }).toEqual({ seed, problems: [] });
    }
  });

  describe('of 200 with one defect each, every one is found on load, in its place', () => {
    const names = Object.keys(defects);
    const each = Math.ceil(200 / names.length);
    let found = 0;

    test.each(names)('%s', (name) => {
      for (let seed = 0, spoiltOnes = 0; spoiltOnes < each; seed++) {
        const draw = drawsOf(`${name} ${seed}`);
        const chain = madeChain(draw);
        const files = { ...chainFiles };
        const spoilt = defects[name]!(chain, draw, files);
        if (!spoilt) continue;
        spoiltOnes += 1;
        const told = problemsOf(compile(chain, files));
        const mine = told.find(({ reason }) => spoilt.says.test(reason));
        expect({ seed, told, says: String(spoilt.says), mine: mine !== undefined }).toMatchObject({ mine: true });
        const isOfFile = mine!.file !== 'pipelines/mail/pipeline.yaml';
        const isInPlace = isOfFile
          ? [spoilt.at, 'gone.yaml'].includes(mine!.file.replace('pipelines/mail/', ''))
          : linesOf(spoilt.at, chain).includes(mine!.line);
        expect({ seed, told, isInPlace }).toMatchObject({ isInPlace: true });
        found += 1;
      }
    });

    test('which makes 200 at least', () => {
      expect(found).toBeGreaterThanOrEqual(200);
    });
  });
});
