/** What a scheduler outside has to know of a pipeline to submit a batch to it, and to wait for what became of that. */
import { markerName } from '../../core/batch/landing-path';
import { needsMarker } from '../../core/batch/whole-batch';
import { outcomesPrefix } from '../../core/ledger-layout';
import type { PipelineSpec } from '../../schemas/generated/types';

export interface Place {
  project: string;
  /** Buckets. */
  landing: string;
  artifacts: string;
}

export interface Submission extends Place {
  pipeline: string;
  /** Names of the sources that a batch must have, and of those that it may have. */
  required: string[];
  optional: string[];
  /** Name of the object that completes a batch; empty where its sources do. */
  marker: string;
  /** What stands before the batch in the name of its outcome. */
  outcomes: string;
}

/** So long a run may take before nobody waits for it any more: approvals and canaries take days. Our choice. */
export const waitedDays = 7;

export function submissionTo(spec: PipelineSpec, place: Place): Submission {
  const names = Object.keys(spec.sources);
  return {
    ...place,
    pipeline: spec.name,
    required: names.filter((name) => spec.sources[name]!.required),
    optional: names.filter((name) => !spec.sources[name]!.required),
    marker: needsMarker(spec, []) ? markerName : '',
    outcomes: outcomesPrefix(spec.name),
  };
}

/** What is copied last completes the batch. */
export const inOrder = ({ required, optional }: Submission): string[] => [...optional, ...required];

/** The parameter that says where a source is. */
export const parameterOf = (source: string): string => `${source}_uri`;

/** The lines that an exported file begins with: what it is, how it is started, and which permissions it takes. */
export function headOf(submission: Submission, { what, start }: { what: string; start: string[] }): string {
  const { pipeline, project } = submission;
  const parameters = ['batch', ...inOrder(submission).map(parameterOf)];
  return [
    `Submits a batch to the pipeline ${pipeline} of Landfall in ${project}, and waits until its run has ended: ${what}`,
    `Made by: landfall export ${pipeline}. Parameters: ${parameters.join(', ')}.`,
    '',
    ...start,
    '',
    'Whoever runs it (MEMBER) may read its own sources, and by these lines no more of Landfall than it takes:',
    ...grantCommands(submission),
  ]
    .map((line) => `# ${line}`.trimEnd())
    .join('\n');
}

/**
 * Commands that give MEMBER what an exported file needs. To tell that an object is not there takes the right to list names:
 * a condition on the object's own name cannot give that, so one on the bucket stands beside it.
 * https://cloud.google.com/storage/docs/access-control/iam-permissions
 */
export function grantCommands({ pipeline, landing, artifacts, outcomes }: Submission): string[] {
  const below = (bucket: string, prefix: string): string =>
    `resource.name.startsWith("projects/_/buckets/${bucket}/objects/${prefix}")`;
  const grant = (bucket: string, role: string, expression: string): string =>
    `gcloud storage buckets add-iam-policy-binding gs://${bucket} --member=MEMBER --role=roles/storage.${role} ` +
    `--condition='title=landfall-${pipeline},expression=${expression}'`;
  const listing = 'resource.type == "storage.googleapis.com/Bucket"';
  return [
    grant(landing, 'objectCreator', below(landing, `${pipeline}/`)),
    grant(landing, 'objectViewer', `${listing} || ${below(landing, `${pipeline}/`)}`),
    grant(artifacts, 'objectViewer', `${listing} || ${below(artifacts, outcomes)}`),
  ];
}
