/** The landfall command: its commands, their options and examples. */
import { Command, CommanderError, Option } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../core/root';
import { exitCodeHelp, toldError } from './errors';
import { exitCodes } from '../operations/errors';
import {
  batch,
  bucket,
  count,
  days,
  exampleLine,
  hostAndPort,
  money,
  month,
  port,
  project,
  seconds,
  share,
  shift,
  time,
  weeks,
  words,
} from './options';
import { endWithPipe, printJsonError, reportError } from './output';
import * as examples from './help-examples';

const jsonOption = ['--json', 'one JSON value on standard output'] as const;
const dateOption = ['--date <date>', 'set the clock of the local cloud, such as 2030-01-01', time] as const;

type Action = (...values: never[]) => Promise<number | void>;

const collect = (value: string, list: string[] = []): string[] => [...list, value];

/** Names of the commands above one of this command, the program's left out. */
const parents = (command: Command): string[] => (command.parent ? [...parents(command.parent), command.name()] : []);

/** Every command; `finish` receives the exit code of the one that ran. */
export function createProgram(finish: (exitCode: number) => void): Command {
  const program = new Command('landfall')
    .description('Drop a dataset into a bucket; get a tuned, evaluated, deployed model.')
    .version(version())
    .exitOverride()
    // An option behind the name of a command is that command's, though the one above has it too: prompts diff --json.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .showHelpAfterError('  Next: npx landfall --help');
  program.addHelpText('after', exitCodeHelp);

  /** @param load called when the command is: to load all of them takes as long again as any one */
  const add = (usage: string, description: string, example: string, load: () => Action, parent = program): Command =>
    parent
      .command(usage)
      .description(description)
      .exitOverride()
      .showHelpAfterError(`  Next: npx landfall ${[...parents(parent), usage.split(' ')[0]].join(' ')} --help`)
      .addHelpText('after', `\nExamples:\n${example.trim().replace(/^ */gm, '  $ ')}\n${exitCodeHelp}`)
      .action(async (...values: unknown[]) => finish((await load()(...(values as never[]))) ?? exitCodes.ok));

  add(
    'start',
    'the local cloud, the samples dropped into it, and the way of each to a deployed model, live (npm start)',
    examples.start,
    () => (require('./commands/start') as typeof import('./commands/start')).start,
  )
    .option('--port <port>', 'port of the local cloud (the two after it are taken too)', port)
    .option('--exit', 'stop after the last deployment')
    .option(...dateOption)
    .option('--again', 'drop the samples once more, even if nothing has changed since they were last deployed')
    .option(...jsonOption);
  add(
    'local',
    'the local cloud alone',
    examples.local,
    () => (require('./commands/local') as typeof import('./commands/local')).local,
  )
    .option('--port <port>', 'port of the local cloud (the two after it are taken too)', port)
    .option('--detach', 'leave it running in the background')
    .option(
      '--pubsub-emulator <host:port>',
      "use Google's Pub/Sub emulator in place of the built-in Pub/Sub",
      hostAndPort,
    )
    .option('--minute <seconds>', 'how long a minute of Cloud Scheduler lasts', seconds)
    .option(...dateOption)
    .option(...jsonOption);
  add(
    'console [run]',
    'the address of the page that shows pipelines and runs, or one run',
    examples.console,
    () => (require('./commands/console') as typeof import('./commands/console')).openConsole,
  )
    .option('--open', "open it in this machine's browser")
    .option(...jsonOption);
  add(
    'env',
    "the export lines that point Google's own tools and clients at the local cloud",
    examples.env,
    () => (require('./commands/env') as typeof import('./commands/env')).env,
  ).option(...jsonOption);
  add(
    'init <name> <files...>',
    'a pipeline folder out of data files',
    examples.init,
    () => (require('./commands/init') as typeof import('./commands/init')).init,
  )
    .option('--input <column>', 'what the model is given (repeatable)', collect)
    .option('--target <column>', 'the answer to learn')
    .option('--key <column>', 'what names a row')
    .option('--group <column>', 'rows that share it are held out together')
    .option('--pipelines <folder>', 'where pipeline folders lie (default: pipelines/ of this checkout)')
    .option('--force', 'overwrite the files of a pipeline of that name')
    .option(...jsonOption);
  add(
    'drop <pipeline> [files...]',
    'put files into the landing bucket: a run begins',
    examples.drop,
    () => (require('./commands/drop') as typeof import('./commands/drop')).drop,
  )
    .option(
      '--source <name=file>',
      'a file or folder of one source, when its name does not say so (repeatable)',
      collect,
    )
    .option('--batch <name>', 'name of the batch; its sources may come one by one', batch)
    .option('--add', 'add the rows to the last batch: of the same key, the added one counts')
    .option('--wait', 'follow the run to its end')
    .option(...jsonOption);
  add(
    'plan <pipeline> [files...]',
    'what a run would take and could show; nothing is started',
    examples.plan,
    () => (require('./commands/plan') as typeof import('./commands/plan')).plan,
  )
    .option('--source <name=file>', 'a file or folder of one source, as drop takes it (repeatable)', collect)
    .option(...jsonOption);
  add(
    'rehearse <pipeline> [files...]',
    'the next quarter before anything is deployed: what would alarm, cost, retire and be retrained',
    examples.rehearse,
    () => (require('./commands/rehearse') as typeof import('./commands/rehearse')).rehearse,
  )
    .option('--source <name=file>', 'a file or folder of one source, as drop takes it (repeatable)', collect)
    .option('--requests-per-week <number>', 'how often it is asked; as landfall.predictions has it by default', count)
    .option('--from <date>', 'its first day, such as 2026-12-01; today by default', time)
    .option('--weeks <number>', 'how long it lasts', weeks, '13')
    .option('--seed <text>', 'what is drawn: the same seed plays the same quarter', words, '1')
    .option('--rated <share>', 'of the answers, how many people correct or approve, such as 1%', share, 0.01)
    .option('--better <share>', 'of the runs, how many are better than production', share, 1)
    .option('--drift <shift>', 'requests that change, such as "30% refund from week 5": of rows with that text', shift)
    .option('--region <region>', 'where Landfall is deployed, when no local cloud runs', 'us-central1')
    .option(...jsonOption);
  add(
    'export <pipeline>',
    'a file by which another scheduler submits batches and waits, without a worker, for how their runs end',
    examples.exports,
    () => (require('./commands/export') as typeof import('./commands/export')).exportPipeline,
  )
    .option('--kfp', 'for Kubeflow Pipelines and Vertex AI Pipelines')
    .option('--airflow', 'for Airflow: a DAG with a deferred sensor')
    .requiredOption(
      '--project <id>',
      'the project in which Landfall is deployed; landfall-local is the local cloud',
      project,
    )
    .option('--landing-bucket <name>', 'landfall:landingBucket, where that is set', bucket)
    .option('--artifacts-bucket <name>', 'landfall:artifactsBucket, where that is set', bucket)
    .option('--out <file>', 'where to write it (default: standard output)')
    .option(...jsonOption);
  add(
    'runs',
    'every run, the newest first',
    examples.runs,
    () => (require('./commands/runs') as typeof import('./commands/runs')).runs,
  )
    .option('--pipeline <name>', 'only the runs of this pipeline')
    .option(...jsonOption);
  add(
    'history <pipeline>',
    'its runs over time: what triggered them, how long and dear they were, the verdict, when they were in production',
    examples.history,
    () => (require('./commands/history') as typeof import('./commands/history')).history,
  )
    .option('--days <days>', 'runs that have said something since', count, '30')
    .option(...jsonOption);
  add(
    'alerts',
    'what somebody has to be told of now: runs, answers, canaries and messages, and what shows the cause',
    examples.alerts,
    () => (require('./commands/alerts') as typeof import('./commands/alerts')).alerts,
  ).option(...jsonOption);
  add(
    'run <run>',
    'what was dropped, what was found in it, what was done to it, what came out',
    examples.run,
    () => (require('./commands/run') as typeof import('./commands/run')).run,
  )
    .option('--watch', 'follow it to its end')
    .option(...jsonOption);
  add(
    'report <run>',
    'what run shows, as one HTML page that needs nothing else, or as a model card',
    examples.report,
    () => (require('./commands/report') as typeof import('./commands/report')).report,
  )
    .option('--output <file>', 'where to write it (default: run-RUN.html, run-RUN.md)')
    .option('--markdown', 'a model card in Markdown: model, data, metrics, verdicts, failures, price, lineage')
    .option(...jsonOption);
  const ofPipelines = add(
    'pipelines',
    'every pipeline: what serves it, since when, its last run, its sources',
    examples.pipelines,
    () => (require('./commands/pipelines') as typeof import('./commands/pipelines')).pipelines,
  ).option(...jsonOption);
  add(
    'remove <pipeline>',
    'take a pipeline out of service: its production model, endpoints and staged data',
    examples.pipelinesRemove,
    () => (require('./commands/pipelines') as typeof import('./commands/pipelines')).remove,
    ofPipelines,
  )
    .option('--yes', 'do it; without it only what would go is shown')
    .option(...jsonOption);
  const ofPrompts = add(
    'prompts [pipeline]',
    'every prompt: its digest, who has it, what it serves, how candidates did with it',
    examples.prompts,
    () => (require('./commands/prompts') as typeof import('./commands/prompts')).prompts,
  ).option(...jsonOption);
  add(
    'diff <older> <newer>',
    'what differs between two prompts: files, or digests',
    examples.promptsDiff,
    () => (require('./commands/prompts') as typeof import('./commands/prompts')).diffPrompts,
    ofPrompts,
  ).option(...jsonOption);
  add(
    'test <prompt>',
    'asks a base model with a prompt, a file or a digest, on held-out examples, against production',
    examples.promptsTest,
    () => (require('./commands/prompts-test') as typeof import('./commands/prompts-test')).testPrompt,
    ofPrompts,
  )
    .requiredOption('--pipeline <name>', 'whose examples, metric and production')
    .option('--version <version>', 'a dataset version, or a run that used it; the last one by default')
    .option('--base <model>', "one of the pipeline's base models; that of its first candidate by default")
    .option('--production', "ask production's own model, which takes the prompt that it was made with and no other")
    .option('--most <examples>', 'how many examples are asked', count, '50')
    .option('--budget <dollars>', 'nothing is asked where it may cost more', money, '1')
    .option(...jsonOption);
  add(
    'cancel <run>',
    'end a run that is under way: stop its tuning jobs and statements, leave production as it is',
    examples.cancel,
    () => (require('./commands/cancel') as typeof import('./commands/cancel')).cancel,
  )
    .option('--reason <text>', 'why, for the record', words)
    .option(...jsonOption);
  add(
    'replay <run>',
    'have a stage of a run that does not go on hear again what has started it; drop the batch of one that has ended again',
    examples.replay,
    () => (require('./commands/replay') as typeof import('./commands/replay')).replayRun,
  )
    .option('--from <stage>', 'the stage, where it is not the one that the run is in')
    .option('--reason <text>', 'why, for the record', words)
    .option(...jsonOption);
  add(
    'approve <run>',
    'deploy what a run waits with (deployment.gate.approval), or begin a retraining that is suggested',
    examples.approve,
    () => (require('./commands/approve') as typeof import('./commands/approve')).approve,
  )
    .option('--reason <text>', 'why, for the record', words)
    .option(...jsonOption);
  add(
    'reject <run>',
    'end a run that waits for approval, or turn a suggested retraining down: production stays as it is',
    examples.reject,
    () => (require('./commands/approve') as typeof import('./commands/approve')).reject,
  )
    .requiredOption('--reason <text>', 'why, for the record', words)
    .option(...jsonOption);
  add(
    'drift <pipeline>',
    'whether questions and answers are as they were, what has moved, and answers that show it',
    examples.drift,
    () => (require('./commands/drift') as typeof import('./commands/drift')).drift,
  )
    .addOption(
      new Option('--settle <as>', 'end the alarm: usual (so it is from now on) or mistaken (it was no change)').choices(
        ['usual', 'mistaken'],
      ),
    )
    .option(...jsonOption);
  add(
    'retrain <pipeline>',
    'train anew on the last batch, and on what people have said of answers since',
    examples.retraining,
    () => (require('./commands/retrain') as typeof import('./commands/retrain')).retrainPipeline,
  )
    .requiredOption('--why <text>', 'why, for the record', words)
    .option('--wait', 'follow the run to its end')
    .option(...jsonOption);
  add(
    'rollback <pipeline>',
    'end the canary of a pipeline, or bring back the model and the prompt that were in production before',
    examples.rollback,
    () => (require('./commands/rollback') as typeof import('./commands/rollback')).rollback,
  )
    .option('--reason <text>', 'why, for the record', words)
    .option('--from <run>', 'the run to go back from, and from no other')
    .option(...jsonOption);
  add(
    'explain <run>',
    'what a run costs: its tuning, and each statement in the warehouse with what it read and how long it took',
    examples.explain,
    () => (require('./commands/explain') as typeof import('./commands/explain')).explain,
  )
    .option('--step <name>', 'one statement, with its SQL and its plan')
    .option(...jsonOption);
  add(
    'why <answer>',
    'how an answer came to be: model, verdict, data, and the training rows like it',
    examples.why,
    () => (require('./commands/why') as typeof import('./commands/why')).why,
  ).option(...jsonOption);
  add(
    'lineage <id>',
    'of a run, dataset version, model, endpoint or answer: the landed objects behind it, and what came of it',
    examples.lineage,
    () => (require('./commands/lineage') as typeof import('./commands/lineage')).lineage,
  )
    .option('--openlineage', 'every stage of its runs as RunEvents of OpenLineage, a JSON object a line')
    .option(...jsonOption);
  add(
    'costs',
    'what the runs of a month have committed and spent, by run and candidate',
    examples.costs,
    () => (require('./commands/costs') as typeof import('./commands/costs')).costs,
  )
    .option('--pipeline <name>', 'only the runs of this pipeline')
    .option('--month <month>', 'such as 2026-11; this one by default', month)
    .option('--focus', 'CSV with the columns of FOCUS')
    .option(...jsonOption);
  add(
    'lifecycle [pipeline]',
    'what breaks when: every model that pipelines stand on, its end, and its successor',
    examples.lifecycle,
    () => (require('./commands/lifecycle') as typeof import('./commands/lifecycle')).lifecycle,
  )
    .option('--on <date>', 'as it will be on a day, such as 2027-04-20', time)
    .option('--within <days>', 'fail when something closes within so many days, such as 30d, or has closed', days)
    .option('--region <region>', 'where Landfall is deployed, when no local cloud runs', 'us-central1')
    .option(
      '--check',
      "look at providers' pages: what they say otherwise than the catalog, as a patch; nothing is written",
    )
    .option(...jsonOption);
  add(
    'datasets',
    'every dataset version, the newest first',
    examples.datasets,
    () => (require('./commands/datasets') as typeof import('./commands/datasets')).datasets,
  )
    .option('--pipeline <name>', 'only the versions of this pipeline')
    .option(...jsonOption);
  add(
    'dataset <version>',
    'what a dataset version holds, or one example and the landed rows behind it',
    examples.dataset,
    () => (require('./commands/dataset') as typeof import('./commands/dataset')).dataset,
  )
    .option('--key <key>', 'the example with this key')
    .option('--line <split:line>', "the example on this line of a split's file, such as train:17", exampleLine)
    .option(...jsonOption);
  add(
    'diff <older> <newer>',
    'what differs between two dataset versions, or those of two runs',
    examples.diff,
    () => (require('./commands/diff') as typeof import('./commands/diff')).diff,
  ).option(...jsonOption);
  add(
    'forget',
    'remove what is held of somebody from tables, conversations, dataset versions and copies, with a receipt',
    examples.forget,
    () => (require('./commands/forget') as typeof import('./commands/forget')).forget,
  )
    .requiredOption(
      '--user <key>',
      'what callers name as user, and rows in the column that sources.SOURCE.subject names',
      words,
    )
    .option('--yes', 'do it; without it only what would go is shown')
    .option('--sources', 'also remove landed files that hold their rows, whole')
    .option(...jsonOption);
  add(
    'ask <pipeline> [text]',
    'ask the model that is in production',
    examples.ask,
    () => (require('./commands/ask') as typeof import('./commands/ask')).ask,
  )
    .option('--input <name=value>', 'one field of a prompt that has several (repeatable)', collect)
    .option('--user <name>', 'for whom: while a canary is under way, the same user has the same model')
    .option('--conversation <name>', 'one of the user’s, with which it goes on (serving.history of pipeline.yaml)')
    .option(...jsonOption);
  add(
    'logs [stage]',
    'what the functions and the tuning jobs say',
    examples.logs,
    () => (require('./commands/logs') as typeof import('./commands/logs')).logs,
  )
    .option('--run <run>', 'only of this run')
    .option('--trace <id>', 'the spans of this trace, and what was said within it')
    .option('--since <time>', 'only from this time on, such as 2026-11-23T08:00:00Z', time)
    .option('-f, --follow', 'go on as more comes')
    .option('--json', 'one JSON object a line');
  add(
    'stop',
    'end the local cloud; what is unfinished continues at the next start',
    examples.stop,
    () => (require('./commands/stop') as typeof import('./commands/stop')).stop,
  ).option(...jsonOption);
  add(
    'doctor',
    'what is missing on this machine, and how to fix it',
    examples.doctor,
    () => (require('./commands/doctor') as typeof import('./commands/doctor')).doctor,
  )
    .option('--cloud', 'the commands that confirm what needs an account with Google, with what each should answer')
    .option('--region <region>', 'with --cloud: where Landfall is deployed', 'us-central1')
    .option('--port <port>', 'the port to look at', port, '8080')
    .option(...jsonOption);
  return program;
}

function version(): string {
  const text = readFileSync(join(repositoryRoot(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Runs one command line and returns its exit code. */
export async function main(argv: string[]): Promise<number> {
  let exitCode: number = exitCodes.ok;
  if (process.stdout.listenerCount('error') === 0) endWithPipe(process.stdout, (code) => process.exit(code));
  const program = createProgram((code) => (exitCode = code));
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    const error = toldError(thrown);
    // Commander has printed its own message; --help and --version end with 0.
    const isSaid = error instanceof CommanderError;
    if (isSaid && error.exitCode === 0) return exitCodes.ok;
    if (argv.includes('--json')) printJsonError(error);
    return isSaid ? exitCodes.usage : reportError(error);
  }
}
