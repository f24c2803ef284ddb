/** What is wrong with the examples of a dataset version, as the pipeline's rules see it. */
import type { Check, DatasetCard } from '../../../schemas/generated/types';
import type { Rule } from '../../../core/checks';
import { configurationOf } from '../../shared/stage/ledger';
import { stagingTable, type TransformContext } from '../context';
import { inOrder, judge, measureExamples } from './measure-examples';
import { screenedTable } from '../version/personal-data';
import { judgePersonalData } from './personal-data-check';

export interface ExampleTables {
  /** The version's own table: every selected example, with its split or the reason that it was left out. */
  dataset: string;
  /** Of findNeighbours. */
  neighbours: string | undefined;
  /** Of findLeaks. */
  leaks: string;
  /** Name of the version that is being made. */
  version: string;
}

/** Every check of examples, the base models' rules included. */
export function checkExamples(tables: ExampleTables, context: TransformContext): Promise<Check[]> {
  const { dataset, version, neighbours, leaks } = tables;
  const isScreened = configurationOf(context.run).pipeline.validation.personalData.policy !== 'off';
  const own = {
    leaks,
    signatures: stagingTable('signatures', context),
    ...(neighbours && { neighbours }),
    ...(isScreened && { screened: screenedTable(context) }),
  };
  return measureExamples({ dataset, version, own }, context);
}

/**
 * The checks of a version that exists already, under the rules of this run. What its table tells is measured anew; near
 * duplicates, leaks and personal data are as the run that made it has measured them.
 */
export async function checkAgain(card: DatasetCard, context: TransformContext): Promise<Check[]> {
  const { checks: rules, personalData } = configurationOf(context.run).pipeline.validation;
  const isThere = (await context.deps.warehouse.columns(card.table)) !== undefined;
  const { table: dataset, version } = card;
  const anew = isThere ? await measureExamples({ dataset, version, own: {} }, context) : [];
  const measuredAnew = new Set(anew.map(({ name }) => name));
  const recorded = card.checks
    .filter(({ name, subject }) => !measuredAnew.has(name) && subject === undefined)
    .flatMap((check) =>
      check.name === 'personalData'
        ? [judgePersonalData(check, personalData) ?? []].flat()
        : judge(check, (rules as Record<string, Rule>)[check.name]),
    );
  return inOrder([...anew, ...recorded]);
}
