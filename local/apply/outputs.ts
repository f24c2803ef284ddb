/** What a resource looks like once made: the values that Google would compute, computed for this machine. */
import { projectNumber, serviceAgent } from '../iam';
import type { Place } from './graph';

type Inputs = Record<string, unknown>;

const computed: Record<string, (inputs: Inputs, place: Place) => { id: string; [output: string]: unknown }> = {
  'gcp:serviceaccount/account:Account': ({ accountId }, { project }) => {
    const email = `${String(accountId)}@${project}.iam.gserviceaccount.com`;
    const name = `projects/${project}/serviceAccounts/${email}`;
    return { id: name, name, email, member: `serviceAccount:${email}` };
  },
  'gcp:projects/serviceIdentity:ServiceIdentity': ({ service }, { project }) => {
    const { email } = serviceAgent(
      String(service).replace('.googleapis.com', '') as Parameters<typeof serviceAgent>[0],
    );
    return { id: `projects/${project}/services/${String(service)}`, email, member: `serviceAccount:${email}` };
  },
  // One for all sinks of the project: https://docs.cloud.google.com/logging/docs/export/configure_export_v2#dest-auth
  'gcp:logging/projectSink:ProjectSink': ({ name }, { project }) => ({
    id: `projects/${project}/sinks/${String(name)}`,
    writerIdentity: `serviceAccount:${serviceAgent('logging').email}`,
  }),
  'gcp:pubsub/topic:Topic': ({ name }, { project }) => ({ id: `projects/${project}/topics/${String(name)}` }),
  'gcp:pubsub/subscription:Subscription': ({ name }, { project }) => ({
    id: `projects/${project}/subscriptions/${String(name)}`,
  }),
  'gcp:storage/bucket:Bucket': ({ name }) => ({ id: String(name), url: `gs://${String(name)}` }),
  'gcp:storage/bucketObject:BucketObject': ({ bucket, name }) => ({
    id: `${String(bucket)}-${String(name)}`,
    outputName: name,
    generation: 1,
  }),
  'gcp:bigquery/dataset:Dataset': ({ datasetId }, { project }) => ({
    id: `projects/${project}/datasets/${String(datasetId)}`,
    project,
  }),
  'gcp:bigquery/table:Table': ({ datasetId, tableId }, { project }) => ({
    id: `projects/${project}/datasets/${String(datasetId)}/tables/${String(tableId)}`,
    project,
  }),
  'gcp:projects/iAMCustomRole:IAMCustomRole': ({ roleId }, { project }) => {
    const name = `projects/${project}/roles/${String(roleId)}`;
    return { id: name, name };
  },
  'gcp:artifactregistry/repository:Repository': ({ location, repositoryId }, { project }) => ({
    id: `projects/${project}/locations/${String(location)}/repositories/${String(repositoryId)}`,
  }),
  'gcp:cloudfunctionsv2/function:Function': ({ name, location }, { project, url }) => ({
    id: `projects/${project}/locations/${String(location)}/functions/${String(name)}`,
    url: `${url}/functions/${String(name)}`,
  }),
};

/** The id and the outputs of a resource; for types without computed values, its inputs and an id of its name. */
export function outputsOf(type: string, name: string, inputs: Inputs, place: Place): { id: string; state: Inputs } {
  const { id, ...outputs } = computed[type]?.(inputs, place) ?? { id: `${name}-id` };
  return { id, state: { ...inputs, ...outputs } };
}

const lookUps: Record<string, (place: Place) => Inputs> = {
  'gcp:organizations/getProject:getProject': ({ project }) => ({ id: `projects/${project}`, number: projectNumber }),
  'gcp:storage/getProjectServiceAccount:getProjectServiceAccount': ({ project }) => {
    const emailAddress = serviceAgent('storage').email;
    return { id: emailAddress, emailAddress, member: `serviceAccount:${emailAddress}`, project };
  },
};

/**
 * The answer to a provider function.
 * @throws Error naming the function when the local cloud cannot answer it
 */
export function lookUp(token: string, place: Place): Inputs {
  const answer = lookUps[token];
  if (!answer) throw new Error(`the local cloud cannot answer ${token}: teach it in local/apply/outputs.ts`);
  return answer(place);
}
