/** What is wrong with a pipeline folder, and exactly where. */

export interface Problem {
  /** Path from the repository's root, or from the pipelines folder's parent when that lies elsewhere. */
  file: string;
  /** 1-based. */
  line: number;
  reason: string;
}

export class PipelineProblems extends Error {
  constructor(readonly problems: Problem[]) {
    super(['The pipelines have problems:', ...problems.map((problem) => `  ${showProblem(problem)}`)].join('\n'));
    this.name = 'PipelineProblems';
  }
}

/** `pipelines/email-summary/pipeline.yaml:12: reason`, as editors and terminals link it. */
export function showProblem({ file, line, reason }: Problem): string {
  return `${file}:${line}: ${reason}`;
}

/** A problem on record, of whatever kind, in a line: its place and its reason. */
export function formatProblem(problem: unknown): string {
  if (typeof problem === 'string') return problem;
  const { file, line, column, reason, message } = problem as Record<string, string | number | undefined>;
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return `${place}${place ? '  ' : ''}${reason ?? message ?? JSON.stringify(problem)}`;
}
