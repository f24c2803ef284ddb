/** landfall init: a pipeline folder out of data files, with everything it assumed said in words. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import colors from 'picocolors';
import { loadCatalog } from '../../catalog';
import { asDeployed } from '../../catalog/stand-in';
import { usableBases, type Site } from '../../core/bases';
import { compilePipelines } from '../../compiler/pipelines';
import { showProblem } from '../../core/problem';
import { repositoryRoot } from '../../core/root';
import { findCloud } from '../cloud';
import { OperationError, exitCodes } from '../../operations/errors';
import {
  describeAssumptions,
  describeColumns,
  describeFiles,
  describeNameless,
  describeTarget,
  describeUnusable,
  dropCommand,
} from '../init/describe';
import { examine } from '../init/examine';
import type { Wishes } from '../init/guess';
import { describeLongExamples } from '../init/long-examples';
import { makePlan } from '../init/make-plan';
import { describePutAside, describeTooMany, describeUnreadable } from '../init/put-aside';
import { pipelineYaml, promptYaml } from '../init/pipeline-yaml';
import type { PipelinePlan } from '../init/plan';
import { createReader } from '../init/reader';
import { schemaText } from '../init/schema-text';
import { trainingSql } from '../init/training-sql';
import { interruption } from '../interrupt';
import { listFiles } from '../landing-files';
import { print, printJson } from '../output';
import { labelled, labelledProse } from '../render/run-lines';
import { visible } from '../../core/wording';
import { formatBytes } from '../../core/quantities';

export interface InitOptions extends Wishes {
  force?: boolean;
  json?: boolean;
  /** Folder of the pipeline folders. */
  pipelines?: string;
}

/** @returns the exit code */
export async function init(name: string, paths: string[], options: InitOptions): Promise<number> {
  const pipelines = resolve(options.pipelines ?? join(repositoryRoot(), 'pipelines'));
  const folder = join(pipelines, name);
  refuseName(name, folder, options.force);
  const files = paths.flatMap((path) => filesOf(path));
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  if (bytes > 100e6) process.stderr.write(`${labelled('Reading', `${formatBytes(bytes)}, every row of it`)}\n`);
  const reader = await createReader();
  const signal = interruption();
  signal.addEventListener('abort', () => reader.interrupt());
  try {
    const sources = await examine(files, reader);
    const { input, target, key, group } = options;
    const catalog = loadCatalog(repositoryRoot());
    // What is made here is tried on the local cloud first, on its day and in its region.
    const status = await findCloud();
    const on = new Date(Date.now() + (status?.clockOffsetMilliseconds ?? 0));
    const deployment = { region: status?.region ?? 'us-central1', on, localModels: true };
    const wishes = { input, target, key, group };
    const unusable = [...describeUnusable(sources), ...describeUnreadable(sources)];
    const putAside = describePutAside(sources);
    const bases = usableBases(catalog, deployment);
    const decisions = await makePlan({ name, sources, wishes, reader, bases }).catch((error: unknown) => {
      // Columns of a file without a header are not in want of better names.
      const nameless = describeNameless(sources);
      throw withUnusable(error, nameless.length > 0 ? nameless : unusable);
    });
    const contents = contentsOf(decisions.plan);
    checkCompiles(name, contents, deployment);
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(contents)) writeFileSync(join(folder, file), text);

    const tooMany = describeTooMany(decisions.plan, sources);
    const next = dropCommand(decisions, sources);
    const base = asDeployed(catalog[decisions.plan.candidate.base]!, catalog, deployment.localModels);
    const assumptions = [
      ...describeAssumptions(decisions, sources),
      ...(await describeLongExamples(decisions.plan, sources, reader, base)),
    ];
    const shown = relative(process.cwd(), folder).startsWith('..') ? folder : relative(process.cwd(), folder);
    if (options.json) {
      const { reasons, others } = decisions.guess ?? {};
      const guessed = { reasons, others: others?.map(({ source, profile }) => `${source}.${profile.name}`) };
      printJson({
        ...summary(decisions.plan),
        ...guessed,
        folder,
        files: Object.keys(contents),
        assumptions,
        unusable,
        putAside,
        tooMany,
        next,
      });
      return exitCodes.ok;
    }
    const learnt = describeTarget(decisions);
    if (learnt.length > 0) print(labelledProse('Learns', learnt.join('\n')));
    print(labelled('Read', visible(describeFiles(sources).join('\n'))));
    if (putAside.length > 0) print(labelled('Put aside', visible(putAside.join('\n'))));
    print(
      labelled(
        'Made',
        visible(
          Object.keys(contents)
            .map((file) => join(shown, file))
            .join('\n'),
        ),
      ),
    );
    const columns = describeColumns(decisions, sources);
    if (columns.length > 0) print(labelled('Columns', visible(aligned(columns).join('\n'))));
    if (unusable.length > 0) print(labelled('Not used', visible(unusable.join('\n'))));
    print(labelledProse('Assumed', assumptions.join('\n')));
    print(
      labelled(
        'Edit',
        `in ${visible(shown)}:\nprompt.yaml     the instruction: say what a good answer is\npipeline.yaml   candidates, gate, checks; docs/your-own-pipeline.md`,
      ),
    );
    for (const [i, line] of tooMany.entries()) {
      // A command is pasted: it stays whole.
      const show = line.startsWith('iconv ') ? labelled : labelledProse;
      print(show(i === 0 ? colors.yellow('Too many') : '', visible(line)));
    }
    print(labelled('Next', visible(next)));
    return exitCodes.ok;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new OperationError('Stopped; nothing was made.', { exitCode: exitCodes.interrupted });
  } finally {
    reader.close();
  }
}

function refuseName(name: string, folder: string, isForced = false): void {
  if (!/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/.test(name))
    throw new OperationError(`${JSON.stringify(name)} is no name of a pipeline.`, {
      exitCode: exitCodes.usage,
      why: '2 to 40 lower-case letters, digits and "-", beginning with a letter and not ending with "-"',
    });
  if (existsSync(folder) && !isForced)
    throw new OperationError(`There is a pipeline ${name} already.`, {
      exitCode: exitCodes.usage,
      where: folder,
      next: 'choose another name, or overwrite its files with --force',
    });
}

function filesOf(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  const files = found?.isDirectory() ? listFiles(path) : [path];
  if (found && files.length > 0) return files;
  throw new OperationError(found ? `${path} holds no files.` : `There is no file ${path}.`, {
    exitCode: exitCodes.usage,
    where: resolve(path),
  });
}

/** The folder's files by name. */
function contentsOf(plan: PipelinePlan): Record<string, string> {
  return {
    'pipeline.yaml': pipelineYaml(plan),
    ...Object.fromEntries(plan.sources.map(({ schemaFile, schema }) => [schemaFile, schemaText(schema)])),
    'training.sql': trainingSql(plan),
    'prompt.yaml': promptYaml(plan),
  };
}

/** A folder that would not compile is never left behind. @throws Error: what init writes is init's own responsibility */
function checkCompiles(name: string, contents: Record<string, string>, deployment: Site): void {
  const trial = mkdtempSync(join(tmpdir(), 'landfall-init-'));
  try {
    mkdirSync(join(trial, name));
    for (const [file, text] of Object.entries(contents)) writeFileSync(join(trial, name, file), text);
    const args = { root: repositoryRoot(), pipelines: trial, codeVersion: 'init', deployment };
    const compiled = compilePipelines(args).get(name);
    if (compiled && 'configuration' in compiled) return;
    const problems =
      compiled && 'problems' in compiled ? compiled.problems.map(showProblem) : ['no pipeline was compiled'];
    throw new Error(`the pipeline that was made is not valid:\n${problems.join('\n')}`);
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}

/** When nothing could be chosen, the columns that had to be left out may be why. */
function withUnusable(error: unknown, unusable: string[]): unknown {
  if (!(error instanceof OperationError) || unusable.length === 0) return error;
  const why = [error.details.why, ...unusable].filter(Boolean).join('\n');
  return new OperationError(error.message, { ...error.details, why });
}

function summary({ name, sources, example, isLabels, rows }: PipelinePlan): object {
  const described = sources.map(({ name: source, path, schema, delimiter, form }) => ({
    source,
    path,
    delimiter,
    form,
    schema,
  }));
  if (example.kind === 'conversations') return { pipeline: name, rows, isLabels, sources: described };
  const column = (each?: { source: string; profile: { name: string } }): string | undefined =>
    each && `${each.source}.${each.profile.name}`;
  return {
    pipeline: name,
    rows,
    isLabels,
    sources: described,
    input: example.inputs.map((each) => column(each.column)),
    target: column(example.target),
    key: column(example.key),
    group: column(example.group),
    joins: example.joins.map(({ from, to, found }) => ({ from: column(from), to: column(to), found })),
  };
}

function aligned(rows: string[][]): string[] {
  const widths = [0, 1].map((i) => Math.max(...rows.map((row) => Math.min(40, row[i]!.length))));
  return rows.map(([a = '', b = '', c = '']) =>
    `${a.padEnd(widths[0]!)}  ${b.padEnd(c ? widths[1]! : 0)}  ${c}`.trimEnd(),
  );
}
