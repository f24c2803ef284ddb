/** A function's configuration, read from its environment. */

export interface Config {
  project: string;
  region: string;
  stage: string;
  landingBucket: string;
  artifactsBucket: string;
  servingBucket: string;
  dataset: string;
  stagingDataset: string;
  trainingDataset: string;
  /** Topic by event type: what this stage may publish. */
  topics: Record<string, string>;
  codeVersion: string;
  /** Share of the traces that nobody has decided on that are kept, 0 to 1. */
  traceRatio: number;
}

export class ConfigError extends Error {
  constructor(readonly problems: string[]) {
    super(`the function's environment is not usable: ${problems.join('; ')}`);
    this.name = 'ConfigError';
  }
}

/** @throws ConfigError with every problem at once. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const problems: string[] = [];

  const text = (name: string): string => {
    const value = env[name];
    if (!value) problems.push(`${name} is not set`);
    return value ?? '';
  };

  const config: Config = {
    project: text('LANDFALL_PROJECT'),
    region: text('LANDFALL_REGION'),
    stage: text('LANDFALL_STAGE'),
    landingBucket: text('LANDFALL_LANDING_BUCKET'),
    artifactsBucket: text('LANDFALL_ARTIFACTS_BUCKET'),
    servingBucket: text('LANDFALL_SERVING_BUCKET'),
    dataset: text('LANDFALL_DATASET'),
    stagingDataset: text('LANDFALL_STAGING_DATASET'),
    trainingDataset: text('LANDFALL_TRAINING_DATASET'),
    topics: topicsOf(text('LANDFALL_TOPICS'), problems),
    codeVersion: text('LANDFALL_CODE_VERSION'),
    traceRatio: Number(text('LANDFALL_TRACE_RATIO')),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function topicsOf(json: string, problems: string[]): Record<string, string> {
  if (!json) return {};
  try {
    const topics: unknown = JSON.parse(json);
    if (
      typeof topics === 'object' &&
      topics !== null &&
      Object.values(topics).every((name) => typeof name === 'string')
    )
      return topics as Record<string, string>;
  } catch {
    // Said below, together with a value that is JSON of another shape.
  }
  problems.push('LANDFALL_TOPICS is not a JSON object of event type and topic name');
  return {};
}
