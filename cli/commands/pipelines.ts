/** landfall pipelines: every pipeline, what serves it and its last run; and how one is taken out of service. */
import colors from 'picocolors';
import { servedUses } from '../../operations/pipelines/base-uses';
import { connect } from '../cloud';
import { OperationError, exitCodes } from '../../operations/errors';
import { print, printJson } from '../output';
import { readPipelineStates, type PipelineState } from '../../operations/pipelines/pipeline-states';
import { unknownPipeline } from '../../operations/pipelines/pipelines';
import { readHoldings, removePipeline, type Holdings } from '../remove-pipeline';
import { canaryOf, describeRollout } from '../../operations/ledger/rollout';
import { loadCatalog, type BaseModel } from '../../catalog';
import { stateAt, type Site } from '../../core/bases';
import { shareInWords } from '../../core/canary/steps';
import { showProblem } from '../../core/problem';
import { plannedOn } from '../../core/retirement/schedule';
import { repositoryRoot } from '../../core/root';
import { labelled, labelledProse } from '../render/run-lines';
import { nextOf } from '../render/request-lines';
import { tableLines, type TableColumn } from '../render/table';
import { terminalWidth } from '../render/text';
import { formatAge, formatDay } from '../../core/quantities';
import { inline, plural, thousands } from '../../core/wording';

export async function pipelines({ json }: { json?: boolean }): Promise<void> {
  const cloud = await connect();
  const states = await readPipelineStates(cloud);
  if (json) return printJson(states);
  if (states.length === 0) return print('No pipelines yet.\n  Next: npx landfall init NAME FILE…');
  const columns = terminalWidth(process.stdout);
  const site = { region: cloud.status.region, on: new Date(cloud.now()) };
  const more =
    columns === undefined
      ? []
      : [
          ...underWayLines(states, cloud.now()),
          ...endLines(states, loadCatalog(repositoryRoot()), site),
          ...problemLines(states),
        ];
  print([...pipelinesTable(states, cloud.now(), columns), ...more].join('\n'));
}

const paint: Record<PipelineState['status'], (text: string) => string> = {
  'in production': colors.green,
  'not in production': String,
  'does not compile': colors.red,
  removed: colors.dim,
};

const columns: TableColumn[] = [
  { title: 'pipeline' },
  { title: 'status' },
  { title: 'model' },
  { title: 'since', leftOut: 4 },
  { title: 'last run', leftOut: 3 },
  { title: 'run status', leftOut: 2 },
  { title: 'sources', isText: true, leftOut: 1 },
];

/** A line a pipeline: "email-summary  in production  lora-16  3 days ago  20261123-3f9a2c1b  deployed  emails, customers". */
export function pipelinesTable(states: PipelineState[], now: number, terminalColumns?: number): string[] {
  const age = (at?: string): string => (at === undefined ? '–' : formatAge(Math.max(0, now - Date.parse(at))));
  const rows = states.map((state) => {
    const { name, production, lastRun, sources } = state;
    return [
      inline(name),
      standing(state),
      inline(production?.candidate ?? '–'),
      age(production?.deployedAt),
      lastRun?.run ?? '–',
      lastRun?.status ?? '–',
      sources.map(inline).join(', '),
    ];
  });
  return tableLines(columns, rows, { terminalColumns, paint: colors.bold });
}

/** What waits for a person comes first: nothing else of the pipeline goes on before. */
function standing({ status, production, waiting }: PipelineState): string {
  if (waiting.some((asked) => asked.for === 'approval')) return colors.yellow('waits for approval');
  const { steps = [], step = 0 } = production?.canary ?? {};
  if (waiting.length > 0) return colors.yellow(`canary ${shareInWords(steps, step)}, undecided`);
  return production?.canary ? colors.cyan(`canary ${shareInWords(steps, step)}`) : paint[status](status);
}

/** Below the table: who is waited for, and which canary is how far, with the commands. */
export function underWayLines(states: PipelineState[], now: number): string[] {
  const lines = states.flatMap(({ name, production, waiting, retraining }) => [
    ...waiting.flatMap(({ run, ...asked }) => {
      const canary = production && canaryOf(production);
      const rollout = asked.for === 'canary' ? { canary, undecided: { waiting: asked } } : { waiting: asked };
      return [
        `${name}: ${describeRollout({ ...rollout, verdicts: [] }, now)}`,
        `npx landfall approve ${run}`,
        `npx landfall reject ${run} --reason WHY`,
      ];
    }),
    ...(production?.canary && !waiting.some((asked) => asked.for === 'canary')
      ? [
          `${name}: ${describeRollout({ canary: canaryOf(production), verdicts: [] }, now)}`,
          `npx landfall rollback ${name}   (ends the canary)`,
        ]
      : []),
    ...retraining.flatMap((request) => [
      `${name}: retraining ${request.state}: ${request.why}${request.because === undefined ? '' : `; ${request.because}`}`,
      ...(request.state === 'suggested' ? [nextOf({ pipeline: name, request })] : []),
    ]),
  ]);
  return lines.length > 0 ? ['', labelled('Under way', lines.map(inline).join('\n'))] : [];
}

/** Below that: until when the base of each production model answers, and when its successor is planned. */
export function endLines(states: PipelineState[], catalog: Record<string, BaseModel>, site: Site): string[] {
  const lines = states.flatMap(({ name, production }) => {
    const base = production && catalog[production.base];
    if (!base) return [];
    const [use] = servedUses(production);
    const { date } = stateAt(base, 'inference', site, use!.purpose);
    if (!date) return [];
    const until = `${base.id} until ${formatDay(date.closesOn)}${date.orLater ? ' or later' : ''}`;
    return [`${name}: ${until}: successor planned for ${formatDay(plannedOn(date.closesOn))}`];
  });
  return lines.length > 0 ? ['', labelledProse('Ends', lines.map(inline).join('\n'))] : [];
}

/** Below that: why a pipeline does not compile, as the last drop found it. */
export function problemLines(states: PipelineState[]): string[] {
  const lines = states.flatMap(({ name, problems = [] }) =>
    problems.length > 0
      ? [
          ...problems.map((problem) => `${name}: ${showProblem(problem)}`),
          `corrected since? The next drop looks again: npx landfall drop ${name} FILE…`,
        ]
      : [],
  );
  return lines.length > 0 ? ['', labelledProse('Problems', lines.map(inline).join('\n'))] : [];
}

/** Shows what goes and what stays; only with `yes` anything is taken away. */
export async function remove(name: string, { yes, json }: { yes?: boolean; json?: boolean }): Promise<void> {
  const cloud = await connect();
  const states = await readPipelineStates(cloud);
  const known = states.map((state) => state.name);
  if (!known.includes(name)) throw unknownPipeline(name, known);
  const holdings = await readHoldings(cloud, name);
  const [first] = holdings.inFlight;
  if (first !== undefined)
    throw new OperationError(`The pipeline ${name} has ${plural(holdings.inFlight.length, 'run')} under way.`, {
      exitCode: exitCodes.usage,
      why: holdings.inFlight.join('\n'),
      next: `npx landfall cancel ${first}   (or wait for its end)`,
    });
  if (yes) await removePipeline(cloud, name, holdings);
  const { production, endpoints, files, tables, runs } = holdings;
  if (json) printJson({ pipeline: name, removed: yes === true, production, endpoints, files, tables, runs });
  else for (const line of removalLines(name, holdings, yes === true)) print(line);
}

const mostNames = 2;

const firstOf = (names: string[]): string =>
  names.length <= mostNames
    ? names.join(', ')
    : `${names.slice(0, mostNames).join(', ')} and ${thousands(names.length - mostNames)} more (--json names all)`;

/** What was, or would be, taken away, and what stays. */
export function removalLines(name: string, holdings: Holdings, isDone: boolean): string[] {
  const { production, endpoints, files, tables, runs } = holdings;
  const gone = [
    ...(production
      ? [`${production.candidate} of run ${production.run}, which is in production: serve answers 404`]
      : []),
    ...endpoints.map((endpoint) => `endpoint ${endpoint}`),
    ...(files.length > 0 ? [`${plural(files.length, 'file')} of rows as they were read, and of rows put aside`] : []),
    ...(tables.length > 0 ? [`${plural(tables.length, 'staging table')}: ${firstOf(tables)}`] : []),
  ];
  return [
    labelledProse(isDone ? 'Removed' : 'Removes', gone.map(inline).join('\n') || 'nothing: nothing of it is left'),
    labelledProse(
      'Stays',
      `${plural(runs, 'run')} in the ledger, dataset versions with their tables, tuned models, the history, landed files, ` +
        `and the folder pipelines/${name}: while it is there, a drop makes the pipeline anew`,
    ),
    ...(isDone ? [] : [labelled('Next', `npx landfall pipelines remove ${name} --yes   (nothing was removed yet)`)]),
  ];
}
