/** landfall plan: what a run would take and could show, before anything is started. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapFiles, namedFiles, nameObjects } from '../../operations/drop/batch';
import { connect } from '../cloud';
import { exitCodes } from '../../operations/errors';
import { checkFiles, fetchObjects, lookIntoFolders } from '../landing-files';
import { print, printJson } from '../output';
import { readPipeline } from '../../operations/pipelines/pipelines';
import { planOf } from '../plan';
import { planRows } from '../render/plan-lines';
import { labelledProse } from '../render/run-lines';
import { terminalWidth } from '../render/text';

/** @returns the exit code: that of a failure where the run would be refused */
export async function plan(
  pipeline: string,
  paths: string[],
  { source, json }: { source?: string[]; json?: boolean },
): Promise<number> {
  const cloud = await connect();
  const configuration = await readPipeline(cloud, pipeline);
  const { sources } = configuration.pipeline;
  const given = mapFiles(pipeline, sources, await lookIntoFolders(cloud, namedFiles(paths, source)));
  const folder = mkdtempSync(join(tmpdir(), 'landfall-plan-'));
  try {
    const files = await fetchObjects(cloud, nameObjects(given, sources), folder);
    checkFiles(files);
    const planned = await planOf(cloud, configuration, files);
    const isPiped = terminalWidth(process.stdout) === undefined;
    if (json) printJson(planned);
    else {
      for (const [label, text] of planRows(planned))
        print(isPiped ? `${label}\t${text.replaceAll('\n', '\t')}` : labelledProse(label, text));
      print(isPiped ? 'Nothing was started.' : '  Nothing was started.');
    }
    return planned.refused.length > 0 ? exitCodes.failed : exitCodes.ok;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
