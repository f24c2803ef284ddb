/** The one JSON object that a script gets at the end of a run. */
import type { RunView } from './run-view';

export interface RunSummary {
  run: string;
  pipeline: string;
  status: RunView['status'];
  /** From the landing of the last file to the end of the run. */
  seconds: number;
  /** Seconds per finished stage. */
  stages: Record<string, number>;
  dataset?: { version: string; train: number; evaluation: number; quarantined: number };
  candidates: { id: string; base: string; state: string; seconds?: number }[];
  /** Mean of each metric, 0 to 1, by subject: `base` and each candidate. */
  metrics?: Record<string, Record<string, number>>;
  champion?: string;
  endpoint?: string;
  error?: { stage: string; name: string; message: string; where?: string; fix?: string };
}

export function summarize(view: RunView): RunSummary {
  const { run, pipeline, status, seconds, stages, validated, versioned, evaluated, deployed, refused, error } = view;
  const reasons = refused && { stage: 'deploy', name: 'DeploymentRefused', message: refused.reasons.join('; ') };
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
    dataset: versioned && {
      version: versioned.version,
      train: versioned.train,
      evaluation: versioned.evaluation,
      quarantined: validated?.quarantined ?? 0,
    },
    candidates: view.candidates.map((candidate) => ({
      id: candidate.id,
      base: candidate.base,
      state: candidate.state,
      seconds: candidate.seconds,
    })),
    metrics: evaluated?.metrics,
    champion: deployed?.champion,
    endpoint: deployed?.endpoint,
    error: error ?? reasons,
  };
}
