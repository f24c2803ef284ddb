/** landfall env: the export lines that point Google's own tools and clients at the local cloud. */
import { join } from 'node:path';
import { connect, stateDirectory, type CloudStatus } from '../cloud';
import { print, printJson } from '../output';

export async function env({ json }: { json?: boolean }): Promise<void> {
  const { status } = await connect();
  const variables = environment(status, stateDirectory());
  if (json) return printJson(variables);
  for (const [name, value] of Object.entries(variables)) print(`export ${name}='${value}'`);
  // bq takes these as options only. A function, unlike an alias, works in scripts too.
  print(`bq() { command bq --api ${status.endpoints.bigquery} --project_id=${status.project} "$@"; }`);
}

/** Names and values of every variable, for client libraries first and then for gcloud. */
export function environment({ project, endpoints }: CloudStatus, directory: string): Record<string, string> {
  const host = (address: string): string => address.replace(/^\w+:\/\//, '').replace(/\/$/, '');
  return {
    GOOGLE_CLOUD_PROJECT: project,
    STORAGE_EMULATOR_HOST: endpoints.storage,
    BIGQUERY_EMULATOR_HOST: endpoints.bigquery,
    PUBSUB_EMULATOR_HOST: host(endpoints.pubsubGrpc),
    METADATA_SERVER_DETECTION: 'none',
    // A configuration of its own: nothing of this touches a developer's real gcloud settings.
    CLOUDSDK_CONFIG: join(directory, 'gcloud'),
    CLOUDSDK_CORE_PROJECT: project,
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    CLOUDSDK_AUTH_ACCESS_TOKEN: 'owner',
    CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${endpoints.storage}/storage/v1/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB: `${endpoints.pubsub}/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_BIGQUERY: `${endpoints.bigquery}/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM: `${endpoints.vertex}/`,
  };
}
