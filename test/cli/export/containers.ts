/** Runs the steps of an exported pipeline of Kubeflow as its containers are run: their commands, arguments and variables. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { patience } from '../../eventually';

interface Container {
  command: string[];
  args: string[];
  env: { name: string; value: string }[];
}

export type StepName = 'submit' | 'wait' | 'outcome';

export interface Containers {
  /** @param inputs what Kubeflow puts into the arguments */
  run(step: StepName, inputs: Record<string, string>): Promise<{ exitCode: number; printed: string }>;
  /** What a step has written as its output of that name. */
  written(output: string): string;
}

/**
 * @param variables by which gcloud finds its cloud, as `landfall env` says
 * @param folder where outputs are written
 */
export function containersOf(exported: string, variables: Record<string, string>, folder: string): Containers {
  const { deploymentSpec } = parse(exported, { version: '1.1' }) as {
    deploymentSpec: { executors: Record<string, { container: Container }> };
  };
  const fileOf = (output: string): string => join(folder, 'outputs', output);
  return {
    run(step, inputs) {
      const { command, args, env } = deploymentSpec.executors[`exec-${step}`]!.container;
      const given = args.map((arg) =>
        arg
          .replace(/^\{\{\$\.inputs\.parameters\['(\w+)'\]\}\}$/, (_, name: string) => inputs[name]!)
          .replace(/^\{\{\$\.outputs\.parameters\['(\w+)'\]\.output_file\}\}$/, (_, name: string) => fileOf(name)),
      );
      const own = Object.fromEntries(env.map(({ name, value }) => [name, value]));
      const options = { env: { ...process.env, ...variables, ...own }, timeout: patience };
      const [program, ...rest] = [...command, ...given];
      return new Promise((resolve) => {
        const child = execFile(program!, rest, options, (_, stdout, stderr) =>
          resolve({ exitCode: child.exitCode ?? -1, printed: stdout + stderr }),
        );
      });
    },
    written: (output) => readFileSync(fileOf(output), 'utf8'),
  };
}
