/** landfall export: a file by which Kubeflow, Vertex AI Pipelines or Airflow submits batches to a pipeline and waits for their runs. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readSpecs } from '../../compiler/read-specs';
import { ownBucket } from '../../core/own-names';
import { showProblem } from '../../core/problem';
import { repositoryRoot } from '../../core/root';
import { fillIn } from '../../schemas/generated/defaults';
import type { PipelineSpec } from '../../schemas/generated/types';
import { OperationError, exitCodes } from '../../operations/errors';
import { airflowOf } from '../export/airflow';
import { kfpOf } from '../export/kfp';
import { grantCommands, submissionTo } from '../export/submission';
import { print, printJson } from '../output';
import { unknownPipeline } from '../../operations/pipelines/pipelines';

export interface ExportOptions {
  kfp?: boolean;
  airflow?: boolean;
  project: string;
  landingBucket?: string;
  artifactsBucket?: string;
  out?: string;
  json?: boolean;
}

/** Needs no local cloud: a deployment's names follow from its project. */
export async function exportPipeline(pipeline: string, options: ExportOptions): Promise<void> {
  const { kfp, airflow, project, landingBucket, artifactsBucket, out, json } = options;
  if (kfp === airflow)
    throw new OperationError('Which scheduler is it for?', {
      exitCode: exitCodes.usage,
      why: kfp ? '--kfp and --airflow are two files' : 'neither --kfp nor --airflow is given',
      next: `npx landfall export ${pipeline} --airflow --project ${project}`,
    });
  const submission = submissionTo(readSpec(pipeline), {
    project,
    landing: landingBucket ?? ownBucket(project, 'landing'),
    artifacts: artifactsBucket ?? ownBucket(project, 'artifacts'),
  });
  const text = kfp ? kfpOf(submission) : airflowOf(submission);
  const grants = grantCommands(submission);
  const file = out === undefined ? undefined : write(out, text);
  if (json) printJson({ pipeline, ...(file === undefined ? { text } : { file }), grants });
  else if (file === undefined) process.stdout.write(text);
  else print([file, '', 'What MEMBER, whoever runs it, needs:', ...grants].join('\n'));
}

/** As its pipeline.yaml is written: whether its bases still live is no matter here. */
function readSpec(pipeline: string): PipelineSpec {
  const { pipelines, corpora, problems } = readSpecs(join(repositoryRoot(), 'pipelines'));
  const spec = pipelines.find(({ name }) => name === pipeline);
  if (spec) {
    fillIn(spec);
    return spec;
  }
  if (corpora.some(({ name }) => name === pipeline))
    throw new OperationError(`${pipeline} is a corpus, and has no runs.`, {
      exitCode: exitCodes.usage,
      next: `npx landfall drop ${pipeline} FOLDER/   (its files are indexed one by one: docs/grounding.md)`,
    });
  const own = problems.filter(({ file }) => file === `pipelines/${pipeline}/pipeline.yaml`);
  if (own.length === 0)
    throw unknownPipeline(
      pipeline,
      pipelines.map(({ name }) => name),
    );
  throw new OperationError(`The pipeline "${pipeline}" has problems; nothing was exported.`, {
    exitCode: exitCodes.usage,
    why: own.map(showProblem).join('\n'),
    next: 'correct these lines and repeat the command; docs/your-own-pipeline.md explains each of them',
  });
}

function write(out: string, text: string): string {
  const file = resolve(out);
  try {
    writeFileSync(file, text);
    return file;
  } catch (error) {
    throw new OperationError(`The file cannot be written: ${(error as Error).message}`, {
      where: file,
      next: 'the same command with another --out FILE',
    });
  }
}
