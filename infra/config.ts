/** What a deployment may choose, read once and checked as a whole. */
import { bucketName, ownBucket, projectId } from '../core/own-names';

/** Reads one configuration value, as `pulumi.Config.get` does. */
export type ReadValue = (key: string) => string | undefined;

export interface Config {
  project: string;
  region: string;
  landingBucket: string;
  artifactsBucket: string;
  sourceBucket: string;
  /** What serve remembers between requests. */
  servingBucket: string;
  /** Days after which a table of the staging dataset is dropped. */
  stagingDays: number;
  /** Days after which an object is deleted: what was read of landed files, rows put aside, generations overwritten or deleted. */
  keepDays: { staged: number; quarantine: number; noncurrent: number };
  /** `pulumi destroy` refuses to take away buckets, datasets and tables that hold something. */
  keepData: boolean;
  /** Tells when a month costs more; undefined when none is asked for. */
  budget?: { billingAccount: string; monthly: number; email?: string };
  /** Who is told that an answer is not on record, or of another alert. */
  alertEmail?: string;
  /** Where in Slack the same is told; the token is that of Cloud Monitoring's app in the workspace. */
  alertSlack?: { channel: string; token: string };
  /** An https address that each alert is posted to. */
  alertWebhook?: string;
  /** Seconds that a new grant is given to be in force before what needs it is made. */
  propagationSeconds: number;
  /** Share of the traces that are kept of those that their callers have not decided on, 0 to 1. */
  traceRatio: number;
  /** IAM members that may call `serve`, such as `group:support@example.com`. */
  serveCallers: string[];
  /** IAM members that may open `console`, and decide there. */
  consoleCallers: string[];
  /** Folder of the pipeline folders; relative paths count from the repository's root. */
  pipelines: string;
  /** Folder of the built functions; relative paths count from the repository's root. */
  functions: string;
  /** `refuse` stops the deployment; `record` publishes the problems in the pipeline's place, so that its runs say them. */
  invalidPipelines: 'refuse' | 'record';
  /** The day on which base models must be open; the present one unless it is said. */
  on?: Date;
  /** Pipelines whose base models, once closed, give way to their successors instead of being refused. */
  replaceRetired: string[];
  /** Takes base models that only the local cloud has. Google Cloud has none of them. */
  localModels: boolean;
}

class ConfigError extends Error {
  constructor(readonly problems: string[]) {
    super(`The configuration has ${problems.length} problem(s):\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * @param gcp reads the provider's own keys (`gcp:project`, `gcp:region`)
 * @param landfall reads Landfall's keys (`landfall:…`)
 * @throws ConfigError that names every problem at once
 */
export function loadConfig(gcp: ReadValue, landfall: ReadValue): Config {
  const problems: string[] = [];
  const project = gcp('project') ?? '';
  if (!projectId.test(project)) {
    problems.push(
      `gcp:project ${quote(project)} is not a project id; set it: pulumi config set gcp:project YOUR-PROJECT`,
    );
  }
  const region = gcp('region') ?? 'us-central1';
  if (!/^[a-z]+-[a-z]+\d+$/.test(region))
    problems.push(`gcp:region ${quote(region)} is not a region such as us-central1`);

  const bucket = (key: string, purpose: string): string => {
    const name = landfall(key) ?? ownBucket(project, purpose);
    if (project && !bucketName.test(name)) problems.push(`landfall:${key} ${quote(name)} is not a bucket name`);
    return name;
  };
  const whole = (key: string, otherwise: number, unit: string, least = 1): number => {
    const value = Number(landfall(key) ?? otherwise);
    if (!Number.isInteger(value) || value < least) {
      problems.push(`landfall:${key} ${quote(landfall(key) ?? '')} is not a whole number of ${unit}, ${least} or more`);
    }
    return value;
  };
  const billingAccount = landfall('billingAccount');
  const isBudgeted = billingAccount !== undefined || landfall('monthlyBudget') !== undefined;
  if (isBudgeted && !/^[0-9A-F]{6}(-[0-9A-F]{6}){2}$/.test(billingAccount ?? '')) {
    problems.push(
      `landfall:billingAccount ${quote(billingAccount ?? '')} is not a billing account such as 012345-6789AB-CDEF01`,
    );
  }
  const email = landfall('budgetEmail');
  const budget = isBudgeted && {
    billingAccount: billingAccount ?? '',
    monthly: whole('monthlyBudget', Number.NaN, "units of the billing account's currency"),
    ...(email !== undefined && { email }),
  };
  const alertEmail = landfall('alertEmail');
  const [channel, token] = [landfall('alertSlackChannel'), landfall('alertSlackToken')];
  if ((channel === undefined) !== (token === undefined))
    problems.push('landfall:alertSlackChannel and landfall:alertSlackToken go together: the other one is not set');
  const alertWebhook = landfall('alertWebhook');
  if (alertWebhook !== undefined && !/^https:\/\/[^\s/]+/.test(alertWebhook))
    problems.push(`landfall:alertWebhook ${quote(alertWebhook)} is no https address: Pub/Sub posts to no other`);
  const keepData = landfall('keepData') ?? 'true';
  if (keepData !== 'true' && keepData !== 'false') {
    problems.push(`landfall:keepData ${quote(keepData)} is neither true nor false`);
  }
  const list = (key: string): string[] => (landfall(key) ?? '').split(',').flatMap((entry) => entry.trim() || []);
  const members = (name: string): string[] => {
    const listed = list(name);
    for (const member of listed) {
      if (!/^(user|group|serviceAccount|domain):.+$/.test(member))
        problems.push(`landfall:${name} ${quote(member)} is not an IAM member such as group:support@example.com`);
    }
    return listed;
  };
  const serveCallers = members('serveCallers');
  const consoleCallers = members('consoleCallers');
  const traceRatio = Number(landfall('traceRatio') ?? 0.1);
  if (!(traceRatio >= 0 && traceRatio <= 1)) {
    problems.push(`landfall:traceRatio ${quote(landfall('traceRatio') ?? '')} is not a share from 0 to 1`);
  }
  const invalidPipelines = landfall('invalidPipelines') ?? 'refuse';
  if (invalidPipelines !== 'refuse' && invalidPipelines !== 'record') {
    problems.push(`landfall:invalidPipelines ${quote(invalidPipelines)} is neither refuse nor record`);
  }
  const localModels = landfall('localModels') ?? 'refuse';
  if (localModels !== 'refuse' && localModels !== 'allow') {
    problems.push(`landfall:localModels ${quote(localModels)} is neither refuse nor allow`);
  }
  const day = landfall('on');
  const on = day !== undefined && new Date(day);
  if (on && Number.isNaN(on.getTime())) {
    problems.push(`landfall:on ${quote(day ?? '')} is not a day such as 2026-11-28`);
  }
  const config = {
    project,
    region,
    landingBucket: bucket('landingBucket', 'landing'),
    artifactsBucket: bucket('artifactsBucket', 'artifacts'),
    sourceBucket: bucket('sourceBucket', 'function-source'),
    servingBucket: bucket('servingBucket', 'serving'),
    stagingDays: whole('stagingDays', 3, 'days'),
    keepDays: {
      staged: whole('stagedDays', 14, 'days'),
      quarantine: whole('quarantineDays', 90, 'days'),
      noncurrent: whole('noncurrentDays', 30, 'days'),
    },
    keepData: keepData === 'true',
    ...(budget && { budget }),
    ...(alertEmail !== undefined && { alertEmail }),
    ...(channel !== undefined && token !== undefined && { alertSlack: { channel, token } }),
    ...(alertWebhook !== undefined && { alertWebhook }),
    // Typically two minutes, potentially seven or longer: cloud.google.com/iam/docs/access-change-propagation, 2026-01-07.
    propagationSeconds: whole('propagationSeconds', 120, 'seconds', 0),
    traceRatio,
    serveCallers,
    consoleCallers,
    pipelines: landfall('pipelines') ?? 'pipelines',
    functions: landfall('functions') ?? 'dist/functions',
    invalidPipelines: invalidPipelines as Config['invalidPipelines'],
    ...(on && { on }),
    replaceRetired: list('replaceRetired'),
    localModels: localModels === 'allow',
  };
  // A bucket that is both would feed Landfall's own output back in as new batches, for ever.
  if (config.landingBucket === config.artifactsBucket) {
    problems.push(`landfall:landingBucket and landfall:artifactsBucket are both ${quote(config.landingBucket)}`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function quote(value: string): string {
  return JSON.stringify(value);
}
