/** The one JSON object that a script gets at the end of a run. */
import type { Check, ModelEvaluated } from '../../schemas/generated/types';
import type { RunView } from './run-view';

export interface RunSummary {
  run: string;
  pipeline: string;
  status: RunView['status'];
  /** From the landing of the last file to the end of the run. */
  seconds: number;
  /** Seconds per finished stage. */
  stages: Record<string, number>;
  /** Rows put aside; absent until validate has ended. */
  quarantined?: number;
  dataset?: DatasetSummary;
  /** Checks of the sources and of the examples, as far as they were read. */
  checks?: CheckSummary[];
  candidates: { id: string; base: string; state: string; seconds?: number }[];
  /** Mean of each metric, 0 to 1, by subject: `base` and each candidate. */
  metrics?: Record<string, Record<string, number>>;
  /** Each candidate against each rival of the gate. */
  comparisons?: ModelEvaluated['comparisons'];
  /** What the gate's decision may risk. */
  allowance?: ModelEvaluated['allowance'];
  /** Why a run that has not ended does not move: a job that it waits for, or a delivery that failed and comes again. */
  holdUp?: RunView['holdUp'];
  /** What a person decides on its candidate, and what its canary comes to. */
  rollout?: RunView['rollout'];
  champion?: string;
  endpoint?: string;
  error?: { stage: string; name: string; message: string; where?: string; fix?: string };
}

interface DatasetSummary {
  version: string;
  train: number;
  evaluation: number;
  validation: number;
  quarantined: number;
  /** Examples by why they were left out, where the version's card was read. */
  leftOut?: Record<string, number>;
}

interface CheckSummary extends Pick<
  Check,
  'name' | 'subject' | 'outcome' | 'measured' | 'unit' | 'threshold' | 'count'
> {
  stage: 'validate' | 'transform';
}

export function summarize(view: RunView): RunSummary {
  const { run, pipeline, status, seconds, stages, validated, versioned, evaluated, deployed, refused, error } = view;
  const { findings } = view;
  const reasons = refused && {
    stage: 'deploy',
    name: 'DeploymentRefused',
    message: refused.reasons.join('; '),
    ...(refused.fix !== undefined && { fix: refused.fix }),
  };
  return {
    run,
    pipeline,
    status,
    seconds,
    stages: Object.fromEntries(
      stages
        .filter(({ state }) => state === 'succeeded' || state === 'failed')
        .map((stage) => [stage.name, stage.seconds ?? 0]),
    ),
    quarantined: quarantinedOf(view),
    dataset: versioned && {
      version: versioned.version,
      train: versioned.train,
      evaluation: versioned.evaluation,
      validation: versioned.validation,
      quarantined: validated?.quarantined ?? 0,
      leftOut: findings.card?.leftOut,
    },
    checks: checksOf(view),
    candidates: view.candidates.map((candidate) => ({
      id: candidate.id,
      base: candidate.base,
      state: candidate.state,
      seconds: candidate.seconds,
    })),
    metrics: evaluated?.metrics,
    comparisons: evaluated?.comparisons,
    allowance: evaluated?.allowance,
    holdUp: view.holdUp,
    rollout: view.rollout,
    champion: deployed?.champion,
    endpoint: deployed?.endpoint,
    error: error ?? reasons,
  };
}

/** A run that failed for too many of them has reported them all the same. */
function quarantinedOf({ validated, findings }: RunView): number | undefined {
  const objects = findings.validate?.objects;
  return validated?.quarantined ?? objects?.reduce((sum, { quarantined }) => sum + quarantined, 0);
}

function checksOf({ findings }: RunView): CheckSummary[] | undefined {
  const reports = [findings.validate, findings.transform].filter((report) => report !== undefined);
  if (reports.length === 0) return undefined;
  return reports.flatMap(({ stage, checks }) =>
    checks.map(({ name, subject, outcome, measured, unit, threshold, count }) => ({
      stage,
      name,
      subject,
      outcome,
      measured,
      unit,
      threshold,
      count,
    })),
  );
}
