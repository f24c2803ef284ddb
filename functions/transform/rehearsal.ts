/** The making of a version without a warehouse: every statement that its rows and files come of, in the names of its steps. */
import { preferenceCandidates } from '../../core/candidates';
import { parsePrompt } from '../../core/prompt';
import type { Statement } from '../../core/statement';
import type { Selection } from '../../core/training/columns';
import type { Configuration } from '../../schemas/generated/types';
import type { Sources } from '../shared/warehouse/sources';
import type { Making } from './context';
import { makeRows } from './make-rows';
import { fillStatement, type Steps } from './steps';
import { fileStatements } from './version/export';
import { screen } from './version/personal-data';
import { renderedExamples } from './version/select-examples';

/**
 * What would be sent, but that tables are named after their steps, and no object is named. It is the same code that sends it, so
 * that nothing which decides what the rows are can be missing. What is only looked at, as the neighbours that a check reports
 * are, is not among it.
 */
export async function rehearse(sources: Sources, configuration: Configuration): Promise<Statement[]> {
  const made = new Map<string, Statement>();
  const context: Making = { configuration, steps: rehearsalSteps(configuration, made) };
  const rendered = tableOf('rendered');
  const screened = await screen(rendered, context);
  const dataset = await makeRows('', { rendered, screened }, context);

  const nameless = withoutNames(sources);
  const prompt = parsePrompt(configuration.prompt);
  const curated = configuration.pipeline.training.curated && tableOf('curated');
  // Which columns training.sql selects, and so which of these it is, follows from the statement and the row schemas.
  const renderings = selectionsOf(configuration).map((selection) =>
    renderedExamples({ sources: nameless, curated, prompt, selection }, configuration),
  );
  const exported = [false, true].flatMap((hasHistory) =>
    statementsOfFiles(dataset, hasHistory, configuration).map((statementOf) =>
      fillStatement(configuration.sql, statementOf('')),
    ),
  );
  return [
    ...renderings.map(({ sql, params }) => ({ sql, params: withoutOrigins(params) })),
    ...behind(dataset, made),
    ...exported,
  ];
}

function statementsOfFiles(dataset: string, hasHistory: boolean, configuration: Configuration) {
  const { main, variants, lineage } = fileStatements({ dataset, hasHistory }, configuration);
  const all = [main, ...variants.map(({ statements }) => statements)];
  return [...all.flatMap(({ pairs, ...files }) => [...Object.values(files), ...Object.values(pairs ?? {})]), lineage];
}

const tableOf = (step: string): string => `step.${step}`;

function rehearsalSteps({ sql }: Configuration, made: Map<string, Statement>): Steps {
  const unasked = () => Promise.reject(new Error('a rehearsal asks for no rows'));
  return {
    tableOf,
    versionTable: () => tableOf('version'),
    async table(step, statement, { table = tableOf(step) } = {}) {
      made.set(table, fillStatement(sql, statement));
      return table;
    },
    rows: unasked,
    export: unasked,
  };
}

/** The statements that a table comes of, its own first. */
function behind(table: string, made: Map<string, Statement>): Statement[] {
  const found = new Map<string, Statement>();
  const follow = (name: string) => {
    const statement = made.get(name);
    if (!statement || found.has(name)) return;
    found.set(name, statement);
    for (const other of [...made.keys()].toSorted()) if (statement.sql.includes(`\`${other}\``)) follow(other);
  };
  follow(table);
  return [...found.values()];
}

/** Whether there is a column rejected follows from the candidates, too: one that is wanted is there. */
const selectionsOf = (configuration: Configuration): Selection[] => {
  const rejected = preferenceCandidates(configuration).length > 0 ? 'one' : 'none';
  return selections.map((selection) => ({ ...selection, rejected }));
};

const selections: Omit<Selection, 'rejected'>[] = (['group_key', 'key'] as const).flatMap((groupKey) =>
  (['one', 'several'] as const).flatMap((origin) =>
    (['none', 'json', 'turns'] as const).flatMap((history) =>
      (['none', 'several'] as const).map((references) => ({ groupKey, origin, history, references })),
    ),
  ),
);

/** In an order that is not that of their listing. */
const withoutNames = (sources: Sources): Sources =>
  sources
    .toSorted((a, b) => (a.source < b.source ? -1 : 1))
    .map(({ objects, ...source }) => ({
      ...source,
      objects: objects
        .toSorted((a, b) => (a.uri < b.uri ? -1 : 1))
        .map((object, place) => ({ ...object, table: tableOf(`${source.source}.${place}`) })),
    }));

const withoutOrigins = (params: Statement['params'] = {}): Statement['params'] =>
  Object.fromEntries(Object.entries(params).filter(([name]) => !name.startsWith('origin_')));
