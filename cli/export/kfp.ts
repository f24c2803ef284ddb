/** A submission as a pipeline of Kubeflow Pipelines, in its intermediate representation, which Vertex AI Pipelines runs too. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { repositoryRoot } from '../../core/root';
import { headOf, inOrder, parameterOf, waitedDays, type Submission } from './submission';

/**
 * Google's own, of which each version stays as it is, for a year: what it takes is gcloud alone.
 * https://github.com/GoogleCloudPlatform/cloud-sdk-docker, read on 29 November 2026.
 */
const image = 'gcr.io/google.com/cloudsdktool/google-cloud-cli:573.0.0-stable';

/** Seconds between two looks: on Vertex AI each takes a machine for a minute or two. Our choice. */
const pause = 900;
const seconds = waitedDays * 86_400;

/**
 * What is asked for once and not there fails, and is tried again: in between nothing runs, and nothing is billed. As Kubeflow hands it to
 * Argo, backoffMaxDuration is the time for all tries; as Vertex AI tells it, that between two: the whole time is right by both.
 */
const retryPolicy = {
  maxRetryCount: seconds / pause,
  backoffDuration: `${pause}s`,
  backoffFactor: 1,
  backoffMaxDuration: `${seconds}s`,
};

type Parameters = Record<string, object>;

interface StepSpec {
  /** What it is given, and where that comes from. */
  inputs: Parameters;
  args: string[];
  /** The parameter that it gives. */
  output?: string;
  after?: string[];
  retryPolicy?: object;
}

/** The three steps, each a script of this folder. */
function stepsOf(submission: Submission): Record<string, StepSpec> {
  const batch = { taskOutputParameter: { producerTask: 'submit', outputParameterKey: 'batch' } };
  const sources = inOrder(submission);
  return {
    submit: {
      inputs: {
        batch: { componentInputParameter: 'batch' },
        job: { runtimeValue: { constant: '{{$.pipeline_job_uuid}}' } },
        ...Object.fromEntries(
          sources.map(parameterOf).map((name): [string, object] => [name, { componentInputParameter: name }]),
        ),
      },
      args: [
        given('batch'),
        given('job'),
        written('batch'),
        ...sources.flatMap((source) => [source, given(parameterOf(source))]),
      ],
      output: 'batch',
    },
    wait: { inputs: { batch }, args: [given('batch')], after: ['submit'], retryPolicy },
    outcome: {
      inputs: { batch },
      args: [given('batch'), written('status')],
      output: 'status',
      after: ['submit', 'wait'],
    },
  };
}

const given = (name: string): string => `{{$.inputs.parameters['${name}']}}`;
const written = (name: string): string => `{{$.outputs.parameters['${name}'].output_file}}`;

export function kfpOf(submission: Submission): string {
  const steps = stepsOf(submission);
  const each = <T>(key: (name: string) => string, value: (name: string, step: StepSpec) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(steps).map(([name, step]) => [key(name), value(name, step)]));
  const spec = {
    pipelineInfo: { name: `landfall-${submission.pipeline}` },
    schemaVersion: '2.1.0',
    sdkVersion: 'landfall',
    root: {
      inputDefinitions: { parameters: parametersOf(submission) },
      outputDefinitions: { parameters: { status: text } },
      dag: {
        outputs: {
          parameters: { status: { valueFromParameter: { producerSubtask: 'outcome', outputParameterKey: 'status' } } },
        },
        tasks: each((name) => name, taskOf),
      },
    },
    components: each(componentOf, (name, { inputs, output }) => ({
      executorLabel: executorOf(name),
      inputDefinitions: { parameters: Object.fromEntries(Object.keys(inputs).map((input) => [input, text])) },
      ...(output !== undefined && { outputDefinitions: { parameters: { [output]: text } } }),
    })),
    deploymentSpec: {
      executors: each(executorOf, (name, { args }) => ({ container: containerOf(submission, name, args) })),
    },
  };
  const head = headOf(submission, {
    what: 'a pipeline of Kubeflow Pipelines and of Vertex AI Pipelines.',
    start: [
      'Kubeflow:  kfp run create --experiment-name landfall --package-file THIS_FILE batch=NAME …',
      'Vertex AI: aiplatform.PipelineJob(display_name=…, template_path="THIS_FILE", parameter_values={…}).submit()',
    ],
  });
  // As YAML 1.1, which Kubeflow's readers speak: there a source that is called no, on or y would be a truth value.
  return `${head}\n${stringify(spec, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false })}`;
}

const text = { parameterType: 'STRING' };
const componentOf = (step: string): string => `comp-${step}`;
const executorOf = (step: string): string => `exec-${step}`;

function parametersOf(submission: Submission): Parameters {
  const optional = (description: string): object => ({ ...text, defaultValue: '', isOptional: true, description });
  return {
    batch: optional('Name of the batch; the id of this run otherwise. The same name is the same batch.'),
    ...Object.fromEntries(
      inOrder(submission).map((source): [string, object] => {
        const description = `gs:// address of the object that is the source ${source}.`;
        const isRequired = submission.required.includes(source);
        return [
          parameterOf(source),
          isRequired ? { ...text, description } : optional(`${description} May be left out.`),
        ];
      }),
    ),
  };
}

const taskOf = (name: string, { inputs, after, retryPolicy: policy }: StepSpec): object => ({
  taskInfo: { name },
  componentRef: { name: componentOf(name) },
  inputs: { parameters: inputs },
  ...(after && { dependentTasks: after }),
  ...(policy && { retryPolicy: policy }),
  // Never what another run came to.
  cachingOptions: {},
});

function containerOf(
  { pipeline, project, landing, artifacts, required, marker, outcomes }: Submission,
  step: string,
  args: string[],
) {
  const script = readFileSync(join(repositoryRoot(), `cli/export/${step}.sh`), 'utf8');
  const variables = {
    CLOUDSDK_CORE_PROJECT: project,
    ...(step === 'submit'
      ? { PIPELINE: pipeline, LANDING: landing, REQUIRED: required.join(' '), MARKER: marker }
      : { ARTIFACTS: artifacts, OUTCOMES: outcomes }),
  };
  return {
    image,
    command: ['bash', '-c', script, step],
    args,
    env: Object.entries(variables).map(([name, value]) => ({ name, value })),
    // The smallest machine that there is: by default Vertex AI takes four processors.
    resources: { cpuLimit: 1, memoryLimit: 2, resourceCpuLimit: '1', resourceMemoryLimit: '2G' },
  };
}
