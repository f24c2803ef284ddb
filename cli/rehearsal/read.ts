/** A rehearsal's beginning: rows as what is asked, what runs would cost, what ends, and, where one runs, what the local cloud knows. */
import { week } from '../../core/drift/signal';
import type { Rehearsed } from '../../core/rehearsal/rehearse';
import { tokenCountsOf } from '../../core/workload';
import type { DroppedFile } from '../../operations/drop/batch';
import type { Cloud } from '../../operations/cloud';
import type { EarlierBatch } from '../../operations/pipelines/earlier-batch';
import { OperationError, exitCodes } from '../../operations/errors';
import { runPricesOf, countsOf } from './run-prices';
import type { Deployable } from './compile-on';
import { endsOf } from './ends';
import { readAskedRows } from './asked-rows';
import { readStanding, requestsOfLate } from './standing';

/** What a person wants to see. */
export interface Wishes extends Pick<Rehearsed, 'region' | 'from' | 'weeks' | 'seed' | 'ratedShare' | 'betterShare'> {
  requestsPerWeek?: number | undefined;
  shift?: PlantedShift | undefined;
}

/** From the first day of a week on such a share of the requests is of rows with this text. */
export interface PlantedShift {
  share: number;
  text: string;
  week: number;
}

/** Files of this machine, and, where they are those of the last batch, what transform has counted in them. */
export interface Batch {
  files: DroppedFile[];
  earlier?: EarlierBatch | undefined;
}

/**
 * @returns what is to be played, and how rows were read, in words
 * @throws OperationError (usage) for what is not known: rows, how many requests there are, the text of a shift
 */
export async function readRehearsal(
  deployable: Deployable,
  { files, earlier }: Batch,
  { requestsPerWeek, shift, ...wishes }: Wishes,
  cloud?: Cloud,
): Promise<{ rehearsed: Rehearsed; readAs: string }> {
  const { configuration } = deployable;
  const { name } = configuration.pipeline;
  const { region, from } = wishes;
  const { rows, matching, readAs } = await readAskedRows(configuration, files, shift?.text);
  if (shift && matching.length === 0)
    throw new OperationError(`No row has the text ${JSON.stringify(shift.text)}.`, {
      exitCode: exitCodes.usage,
      why: 'the shift of --drift is drawn from rows that have it, in any column',
    });
  const counts = earlier ? tokenCountsOf(earlier.card) : countsOf(rows, configuration);
  const rehearsed: Rehearsed = {
    ...wishes,
    configuration,
    traffic: {
      rows,
      requestsPerWeek: requestsPerWeek ?? (await requestsOfLate(name, cloud)),
      ...(shift && {
        shift: { from: new Date(from.getTime() + (shift.week - 1) * week), share: shift.share, rows: matching },
      }),
    },
    prices: runPricesOf(configuration, counts, earlier?.tokenRatios),
    ends: endsOf(deployable, { region, on: from }),
    ...(cloud ? await readStanding(name, from, cloud) : { spent: 0 }),
  };
  return { rehearsed, readAs };
}
