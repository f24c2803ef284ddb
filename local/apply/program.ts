/**
 * Runs infra/ once, in a process of its own (see run-program.ts): Pulumi keeps its state in the process, and the
 * memory that its libraries take is given back afterwards.
 */
import { join } from 'node:path';
import type { Place, ResourceGraph } from './graph';
import { recordProgram } from './record';

export interface ProgramRequest {
  config: Record<string, string>;
  place: Place;
}

export type ProgramAnswer = { graph: ResourceGraph } | { error: string; problems: string[] };

function answer(message: ProgramAnswer): void {
  process.send?.(message, () => process.exit(0));
}

function fail(error: unknown): void {
  const { message, problems } = error as Error & { problems?: unknown[] };
  const listed = problems?.map((problem) =>
    typeof problem === 'string' ? problem : showProblem(problem as { file: string; line: number; reason: string }),
  );
  answer({ error: message, problems: listed ?? [message] });
}

function showProblem({ file, line, reason }: { file: string; line: number; reason: string }): string {
  return `${file}:${line}: ${reason}`;
}

process.once('disconnect', () => process.exit(0));
process.once('uncaughtException', fail);
process.once('unhandledRejection', fail);
process.once('message', ({ config, place }: ProgramRequest) => {
  const load = (): unknown => require(join(__dirname, '../../infra/index'));
  recordProgram(load, config, place).then((graph) => answer({ graph }), fail);
});
