import { describe, expect, test } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';
import { kfpOf } from '../../../cli/export/kfp';
import { waitedDays } from '../../../cli/export/submission';
import schema from './kfp.schema.json';
import { submission } from './submissions';

type Named<T> = Record<string, T>;

interface Parameters {
  parameters: Named<object>;
}

interface Task {
  componentRef: { name: string };
  dependentTasks?: string[];
  inputs: {
    parameters: Named<{
      componentInputParameter?: string;
      taskOutputParameter?: { producerTask: string; outputParameterKey: string };
    }>;
  };
  retryPolicy?: { maxRetryCount: number; backoffDuration: string };
}

interface Component {
  executorLabel: string;
  inputDefinitions: Parameters;
  outputDefinitions?: Parameters;
}

interface Container {
  args: string[];
  env: { name: string; value: string }[];
}

interface Spec {
  pipelineInfo: { name: string };
  root: { inputDefinitions: Parameters; dag: { tasks: Named<Task> } };
  components: Named<Component>;
  deploymentSpec: { executors: Named<{ container: Container }> };
}

/** As Kubeflow's own readers do, in Python and in Go. */
const read = (text: string): Spec => parse(text, { version: '1.1' }) as Spec;

const isPipeline = new Ajv2020({ strict: false }).compile(schema);

const kinds = {
  'one source': submission('tickets', { messages: true }),
  'sources that may be left out, and a marker': submission('mail', { emails: true, notes: false }, 'marker'),
  'names that YAML 1.1 takes for truth values': submission('on', { no: true, y: false, off: true }),
};

describe.each(Object.entries(kinds))('a pipeline of Kubeflow for %s', (_, made) => {
  const spec = read(kfpOf(made));
  const componentOf = (task: string): Component => spec.components[spec.root.dag.tasks[task]!.componentRef.name]!;

  test('is one by its published definition', () => {
    isPipeline(spec);
    expect(isPipeline.errors).toBeNull();
  });

  test('gives each step what the step takes, from what is there', () => {
    const known = new Set([
      ...Object.keys(spec.root.inputDefinitions.parameters),
      ...Object.keys(spec.root.dag.tasks).flatMap((name) =>
        Object.keys(componentOf(name).outputDefinitions?.parameters ?? {}).map((output) => `${name}.${output}`),
      ),
    ]);
    for (const [name, { inputs }] of Object.entries(spec.root.dag.tasks)) {
      expect(Object.keys(inputs.parameters)).toEqual(Object.keys(componentOf(name).inputDefinitions.parameters));
      const from = Object.values(inputs.parameters).flatMap(
        ({ componentInputParameter, taskOutputParameter: output }) =>
          componentInputParameter ?? (output ? `${output.producerTask}.${output.outputParameterKey}` : []),
      );
      expect(from.filter((source) => !known.has(source))).toEqual([]);
    }
  });

  test('asks in its containers for nothing but inputs and outputs of their step', () => {
    for (const { executorLabel, inputDefinitions, outputDefinitions } of Object.values(spec.components)) {
      const { container } = spec.deploymentSpec.executors[executorLabel]!;
      const known = [
        ...Object.keys(inputDefinitions.parameters).map((name) => `{{$.inputs.parameters['${name}']}}`),
        ...Object.keys(outputDefinitions?.parameters ?? {}).map(
          (name) => `{{$.outputs.parameters['${name}'].output_file}}`,
        ),
      ];
      expect(known.toSorted()).toEqual(container.args.filter((arg) => arg.startsWith('{{')).toSorted());
    }
  });

  test('names every source as it is called', () => {
    const { args, env } = spec.deploymentSpec.executors['exec-submit']!.container;
    expect(args.filter((arg) => !arg.startsWith('{{'))).toEqual([...made.optional, ...made.required]);
    expect(env).toContainEqual({ name: 'PIPELINE', value: made.pipeline });
  });
});

test('what completes a batch is copied last', () => {
  const { args } = read(kfpOf(kinds['sources that may be left out, and a marker'])).deploymentSpec.executors[
    'exec-submit'
  ]!.container;
  expect(args.filter((arg) => !arg.startsWith('{{'))).toEqual(['notes', 'emails']);
});

test('looks for days whether the run has ended, and no other step is tried again', () => {
  const { submit, wait, outcome } = read(kfpOf(kinds['one source'])).root.dag.tasks;
  const { maxRetryCount, backoffDuration } = wait!.retryPolicy!;
  expect(maxRetryCount * parseInt(backoffDuration, 10)).toBe(waitedDays * 86_400);
  expect([submit!.retryPolicy, outcome!.retryPolicy]).toEqual([undefined, undefined]);
  expect(outcome!.dependentTasks).toContain('wait');
});
