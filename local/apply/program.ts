/**
 * Runs infra/ once, in a process of its own (see run-program.ts): Pulumi keeps its state in the process, and the
 * memory that its libraries take is given back afterwards.
 */
import './lean-pulumi';
import { join } from 'node:path';
import type { PipelineWarning } from '../../compiler/pipelines';
import { showProblem, type Problem } from '../../core/problem';
import type { Place, ResourceGraph } from './graph';
import { recordProgram } from './record';
// Everything that the program will need, loaded while it waits to be asked.
import '../../infra/components/landing-bucket';
import '../../infra/components/stage';
import '../../infra/components/warehouse';
import '../../compiler/pipelines';

export interface ProgramRequest {
  config: Record<string, string>;
  place: Place;
}

/** What the program declares, and what it warns of. */
export interface Declared {
  graph: ResourceGraph;
  warnings: PipelineWarning[];
}

export type ProgramAnswer = Declared | { error: string; problems: string[] };

function answer(message: ProgramAnswer): void {
  process.send?.(message, () => process.exit(0));
}

function fail(error: unknown): void {
  const { message, problems } = error as Error & { problems?: (string | Problem)[] };
  const listed = problems?.map((problem) => (typeof problem === 'string' ? problem : showProblem(problem)));
  // With a list beside it, the message's first line says what the list is of.
  answer({ error: listed ? message.split('\n')[0]! : message, problems: listed ?? [message] });
}

// Pulumi notes a stack for every promise it makes; taking and formatting those is half of all the work here.
Error.stackTraceLimit = 0;
Error.prepareStackTrace = (error) => String(error);

process.once('disconnect', () => process.exit(0));
process.once('uncaughtException', fail);
process.once('unhandledRejection', fail);
process.once('message', ({ config, place }: ProgramRequest) => {
  let outputs: { warnings: PipelineWarning[] };
  const load = (): unknown => (outputs = require(join(__dirname, '../../infra/index')) as typeof outputs);
  recordProgram(load, config, place).then((graph) => answer({ graph, warnings: outputs.warnings }), fail);
});
