/** What only an account with Google can confirm, as commands: each with what it proves and what it should answer. */
import type { BaseModel } from '../catalog';
import { stateOf } from '../catalog/lifecycle';
import { functionNames } from '../core/functions';
import { hostOf, nearestLocation } from '../core/vertex-locations';

export interface CloudCheck {
  name: string;
  /** When it can be asked: before a deployment, after one, or after a first run. */
  when: 'before' | 'deployed' | 'run';
  proves: string;
  /** For a shell in which PROJECT and REGION are set. */
  command: string;
  expect: string;
}

/** What deploying takes, as far as one question can ask it: of each role in docs/deploy.md, what sets it apart. */
const deploying = [
  'serviceusage.services.enable',
  'iam.serviceAccounts.create',
  'iam.serviceAccounts.actAs',
  'iam.serviceAccounts.setIamPolicy',
  'iam.roles.create',
  'resourcemanager.projects.setIamPolicy',
  'storage.buckets.create',
  'pubsub.topics.create',
  'bigquery.datasets.create',
  'artifactregistry.repositories.create',
  'cloudfunctions.functions.create',
  'run.services.setIamPolicy',
  'cloudscheduler.jobs.create',
  'logging.sinks.create',
  'logging.logMetrics.create',
  'monitoring.alertPolicies.create',
  'monitoring.notificationChannels.create',
];

const token = `-H "Authorization: Bearer $(gcloud auth print-access-token)"`;
const json = `-H 'Content-Type: application/json'`;

/**
 * In the order in which they can be asked.
 * @param models base models of the catalog; those that are gone on the day are not asked
 * @param region of the deployment: models are asked, and looked for, where they answer nearest to it
 */
export function cloudChecks(models: BaseModel[], on: Date, region: string): CloudCheck[] {
  return [
    {
      name: 'permissions',
      when: 'before',
      proves: 'you may deploy',
      command: `curl -s ${token} ${json} "https://cloudresourcemanager.googleapis.com/v1/projects/$PROJECT:testIamPermissions" -d '${JSON.stringify({ permissions: deploying })}'`,
      expect: `all ${deploying.length} permissions back; the last is for landfall:budgetEmail and landfall:alertEmail alone`,
    },
    {
      name: 'budget',
      when: 'before',
      proves: 'you may make the budget of landfall:monthlyBudget',
      command: `curl -s ${token} ${json} -H "x-goog-user-project: $PROJECT" "https://cloudbilling.googleapis.com/v1/billingAccounts/$(pulumi config get landfall:billingAccount):testIamPermissions" -d '${JSON.stringify({ permissions: ['billing.budgets.create'] })}'`,
      expect: 'billing.budgets.create back; needless without landfall:monthlyBudget',
    },
    ...models.flatMap((model) => modelCheck(model, on, region)),
    {
      name: 'open models',
      when: 'before',
      proves: 'the project may ask the bases with open weights as they are, by their managed names',
      command: managedModels(models, region).map(askManaged).join('\n'),
      expect: '"finish_reason": "stop" and a text; needless where no pipeline names such a base',
    },
    {
      name: 'first deploy',
      when: 'deployed',
      proves: 'grants had taken effect when they were needed, and the builder may do all that a build takes',
      command: 'gcloud functions list --v2 --project="$PROJECT" --format="table(name.basename(),state)"',
      expect: `${functionNames.length} functions, each ACTIVE, after one pulumi up`,
    },
    {
      name: 'images',
      when: 'deployed',
      proves: 'a build keeps its image where its builder may write, and nowhere else',
      command:
        'gcloud artifacts docker images list "$REGION-docker.pkg.dev/$PROJECT/landfall-functions" --format="value(package.basename())" | sort -u',
      expect: 'an image for each function',
    },
    {
      name: 'processors',
      when: 'deployed',
      proves: 'a function has the share of a processor that goes with its memory, and the boost while it starts',
      command:
        'for name in validate transform; do gcloud run services describe "$name" --project="$PROJECT" --region="$REGION" --format=json | grep -E \'"cpu":|startup-cpu-boost\'; done',
      expect: 'startup-cpu-boost "true" for both; cpu "1" for validate, a third of one ("0.333", "333m") for transform',
    },
    {
      name: 'strangers',
      when: 'deployed',
      proves: 'serve is closed to whoever is not named',
      command: 'curl -s -o /dev/null -w "%{http_code}\\n" "$(pulumi stack output serveUrl)/v1/models"',
      expect: '403',
    },
    {
      name: 'least rights',
      when: 'deployed',
      proves: 'serve, which is called from outside, may only ask models in the project',
      command:
        'gcloud projects get-iam-policy "$PROJECT" --flatten=bindings --filter="bindings.members:landfall-serve@" --format="value(bindings.role)"',
      expect:
        'projects/PROJECT/roles/landfallModelCaller; landfallEndpointReader too where a pipeline names open weights',
    },
    {
      name: 'forgetting',
      when: 'deployed',
      proves: 'temporary objects are deleted by age, all others can be taken back, and no soft delete keeps both',
      command:
        'gcloud storage buckets describe "gs://$PROJECT-artifacts" --format="json(lifecycle_config,soft_delete_policy,versioning_enabled)"',
      expect:
        'rules for shards/, staged/, quarantine/ and daysSinceNoncurrentTime; versioning_enabled true; retentionDurationSeconds 0 or no soft_delete_policy',
    },
    {
      name: 'no gap',
      when: 'deployed',
      proves: 'a pipeline that has changed is overwritten, and at no moment absent',
      command: 'pulumi preview --diff | grep -A3 "storage/bucketObject:BucketObject: (.*"',
      expect: 'after an edit in pipelines/: (update) for pipeline-NAME, never (replace) or (delete-replaced)',
    },
    {
      name: 'pushes',
      when: 'deployed',
      proves: 'Pub/Sub may sign for the pusher, and the pusher may call a stage',
      command:
        'gcloud logging read \'resource.type="cloud_run_revision" resource.labels.service_name="watch" httpRequest.status>0\' --project="$PROJECT" --freshness=10m --format="value(httpRequest.status)"',
      expect: 'only 204 or 200; 401 or 403 in the first minutes at most',
    },
    {
      name: 'history',
      when: 'deployed',
      proves: 'the tick, its topic and the BigQuery subscription work: a tick a minute becomes a row',
      command:
        'bq --project_id="$PROJECT" query --use_legacy_sql=false "SELECT COUNT(*) FROM landfall.events WHERE publish_time > TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 10 MINUTE)"',
      expect: 'ten or so, ten minutes after the deployment',
    },
    {
      name: 'load job',
      when: 'run',
      proves: 'validate may load from the artifacts bucket, storage.buckets.get included',
      command: 'gcloud storage cat "gs://$PROJECT-artifacts/runs/*/*/validate/result.json"',
      expect: '"status": "succeeded"',
    },
    {
      name: 'tuning agent',
      when: 'run',
      proves: 'what reads the training files is an agent that Google has given its role itself',
      command:
        'gcloud projects get-iam-policy "$PROJECT" --flatten=bindings --filter="bindings.role:roles/aiplatform.tuningServiceAgent" --format="value(bindings.members)"',
      expect: 'serviceAccount:service-NUMBER@gcp-sa-vertex-tune.iam.gserviceaccount.com',
    },
    {
      name: 'open weights',
      when: 'run',
      proves: 'watch may deploy with landfallDeployer alone what tuning has left, and its machine sleeps',
      command: `curl -s ${token} "https://${hostOf(region)}/v1beta1/projects/$PROJECT/locations/$REGION/endpoints" | grep -E 'displayName|dedicatedEndpointDns|idleScaledownPeriod'`,
      expect:
        'landfall-JOB, a host of its own and the seconds of idleMinutes; needless where no pipeline names such a base',
    },
    {
      name: 'removal',
      when: 'run',
      proves: 'deploy may wait for the removal of an endpoint with landfallEndpointRemover alone',
      command: tunedLocations(models, region)
        .map((location) => `curl -s ${token} "${placeIn(location)}/endpoints" | grep displayName`)
        .join('\n'),
      expect: "no endpoint of a candidate that lost, once the run's deploy stage has ended",
    },
    {
      name: 'answers',
      when: 'run',
      proves: 'what serve prints of an answer becomes its row, and the log keeps none of it',
      command: [
        `bq --project_id="$PROJECT" query --use_legacy_sql=false "SELECT COUNT(*) FROM landfall.predictions"`,
        `gcloud logging read 'jsonPayload.message="landfall.prediction.made.v1"' --project="$PROJECT" --freshness=1d --limit=1`,
      ].join('\n'),
      expect: 'a minute after you have asked serve: as many rows as questions, and no entry',
    },
    {
      name: 'dead letters',
      when: 'run',
      proves: 'every message was handled, and every message became a row',
      command:
        'for letters in dead-letter history-dead-letter; do gcloud pubsub subscriptions pull "$letters" --project="$PROJECT" --limit=5; done',
      expect: 'Listed 0 items, twice',
    },
  ];
}

/** Asks for a short answer with the least thinking, as a pipeline with a small limit of its output does. */
function modelCheck(model: BaseModel, on: Date, region: string): CloudCheck[] {
  const { id, provider, tunable, isLocal, servingLocations } = model;
  const location = nearestLocation(servingLocations, region);
  if (provider !== 'vertex' || isLocal || !tunable || location === undefined) return [];
  const isGone = stateOf(model, { action: 'access', location, on, projects: 'new' }).state === 'closed';
  if (isGone) return [];
  const request = {
    contents: [{ role: 'user', parts: [{ text: 'Say yes.' }] }],
    generationConfig: { maxOutputTokens: 32, ...leastThinking(model) },
  };
  return [
    {
      name: id,
      when: 'before',
      proves: `${id} answers in ${location}, and thinks so little that 32 tokens are enough`,
      command: `curl -s ${token} ${json} "${placeIn(location)}/publishers/google/models/${id}:generateContent" -d '${JSON.stringify(request)}'`,
      expect: '"finishReason": "STOP" and a text',
    },
  ];
}

/** Where the endpoints of models that were tuned in the region are. */
function tunedLocations(models: BaseModel[], region: string): string[] {
  const ofVertex = models.filter(({ provider, isLocal }) => provider.startsWith('vertex') && !isLocal);
  return [...new Set(ofVertex.flatMap((one) => nearestLocation(one.tunedServingLocations, region) ?? []))];
}

interface ManagedModel {
  name: string;
  location: string;
}

/** Bases with open weights, where they answer nearest to the region. */
function managedModels(models: BaseModel[], region: string): ManagedModel[] {
  return models.flatMap(({ openWeights, servingLocations }) => {
    const location = nearestLocation(servingLocations, region);
    return openWeights && location !== undefined ? [{ name: openWeights.managed, location }] : [];
  });
}

function askManaged({ name: model, location }: ManagedModel): string {
  const request = { model, max_tokens: 32, messages: [{ role: 'user', content: 'Say yes.' }] };
  return `curl -s ${token} ${json} "${placeIn(location)}/endpoints/openapi/chat/completions" -d '${JSON.stringify(request)}'`;
}

const placeIn = (location: string): string => `https://${hostOf(location)}/v1/projects/$PROJECT/locations/${location}`;

function leastThinking({ thinking }: BaseModel): object {
  if (!thinking) return {};
  const thinkingConfig = 'level' in thinking ? { thinkingLevel: thinking.level } : { thinkingBudget: thinking.budget };
  return { thinkingConfig };
}
