/** landfall rehearse: the next quarter of a pipeline, before anything is deployed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isGsUri } from '../../core/gs-uri';
import { playQuarter } from '../../core/rehearsal/rehearse';
import { namedFiles } from '../../operations/drop/batch';
import { connect, createCloud, findCloud } from '../cloud';
import { print, printJson } from '../output';
import { findBatch } from '../rehearsal/batch';
import { compileOn } from '../rehearsal/compile-on';
import { readRehearsal, type PlantedShift } from '../rehearsal/read';
import { rehearsalLines } from '../render/rehearsal-lines';
import { terminalWidth } from '../render/text';

export interface RehearseOptions {
  source?: string[];
  requestsPerWeek?: string;
  /** ISO 8601; now, where nobody says. */
  from?: string;
  weeks: string;
  seed: string;
  rated: number;
  better: number;
  drift?: PlantedShift;
  region: string;
  json?: boolean;
}

/** Starts nothing and asks no model; without a local cloud it needs files and how often is asked. */
export async function rehearse(pipeline: string, paths: string[], options: RehearseOptions): Promise<void> {
  const named = namedFiles(paths, options.source);
  const status = named.some(({ path }) => isGsUri(path)) ? (await connect()).status : await findCloud();
  const cloud = status && createCloud(status);
  const from = options.from === undefined ? new Date(cloud?.now() ?? Date.now()) : new Date(options.from);
  const region = status?.region ?? options.region;
  const deployable = compileOn(pipeline, { region, on: from });
  const folder = mkdtempSync(join(tmpdir(), 'landfall-rehearsal-'));
  try {
    const batch = await findBatch(deployable.configuration.pipeline, named, folder, cloud);
    const { rehearsed, readAs } = await readRehearsal(
      deployable,
      batch,
      {
        region,
        from,
        weeks: Number(options.weeks),
        seed: options.seed,
        ratedShare: options.rated,
        betterShare: options.better,
        requestsPerWeek: options.requestsPerWeek === undefined ? undefined : Number(options.requestsPerWeek),
        shift: options.drift,
      },
      cloud,
    );
    const rehearsal = playQuarter(rehearsed);
    const whole = { ...rehearsal, assumed: [...rehearsal.assumed, `rows are read as requests: ${readAs}`] };
    if (options.json) printJson(whole);
    else print(rehearsalLines(whole, terminalWidth(process.stdout)).join('\n'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
