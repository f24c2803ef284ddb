/** Reads a request to deploy weights of one's own: what Google refuses of it is refused here. */
import { readGsUri } from '../../core/gs-uri';
import { invalidField } from '../rpc/errors';
import type { DedicatedResources } from './resources';

export interface DeployRequest {
  destination: string;
  customModel?: { gcsUri?: string };
  modelConfig?: { modelDisplayName?: string; modelUserId?: string };
  endpointConfig?: {
    endpointDisplayName?: string;
    endpointUserId?: string;
    dedicatedEndpointDisabled?: boolean;
  };
  deployConfig?: { dedicatedResources?: DedicatedResources };
}

/**
 * The folder of the weights, its slash left out.
 * @throws RpcError INVALID_ARGUMENT that names the field
 */
export function checkDeployRequest(request: DeployRequest): string {
  const { customModel, modelConfig, endpointConfig = {}, deployConfig } = request;
  const weights = customModel?.gcsUri;
  if (!weights) throw invalidField('custom_model.gcs_uri', 'the local Vertex AI deploys weights of a bucket alone.');
  if (!readGsUri(weights)?.name) throw invalidField('custom_model.gcs_uri', `"${weights}" is no gs:// folder.`);
  const { endpointUserId, dedicatedEndpointDisabled } = endpointConfig;
  if (endpointUserId && !/^([a-z]([a-z0-9-]{0,61}[a-z0-9])?|0|[1-9][0-9]{0,8})$/.test(endpointUserId))
    throw invalidField('endpoint_config.endpoint_user_id', `"${endpointUserId}" is no id of an endpoint.`);
  if (modelConfig?.modelUserId && !/^[a-z][a-z0-9_-]{0,62}$/.test(modelConfig.modelUserId))
    throw invalidField('model_config.model_user_id', `"${modelConfig.modelUserId}" is no id of a model.`);
  if (deployConfig?.dedicatedResources) checkResources(deployConfig.dedicatedResources, !dedicatedEndpointDisabled);
  return weights.replace(/\/$/, '');
}

/** docs.cloud.google.com/gemini-enterprise-agent-platform: autoscaling, scale to zero; v1beta1 machine_resources.proto. */
function checkResources(resources: DedicatedResources, isDedicated: boolean): void {
  const refuse = (field: string, reason: string): never => {
    throw invalidField(`deploy_config.dedicated_resources.${field}`, reason);
  };
  const { machineSpec, minReplicaCount: least = 0, maxReplicaCount: most = least, scaleToZeroSpec } = resources;
  const { initialReplicaCount: first = 1 } = resources;
  if (!machineSpec.machineType) refuse('machine_spec.machine_type', 'Required field is not set.');
  if (machineSpec.acceleratorType && !(Number(machineSpec.acceleratorCount) > 0))
    refuse('machine_spec.accelerator_count', `must be positive for ${machineSpec.acceleratorType}.`);
  if (most < 1 || most < least) refuse('max_replica_count', `${most} is not at least 1 and min_replica_count.`);
  if (least > 0 && scaleToZeroSpec) refuse('scale_to_zero_spec', 'is for a min_replica_count of 0 alone.');
  if (least > 0) return;
  if (!isDedicated) refuse('min_replica_count', 'Scale To Zero cannot be enabled on shared public endpoints.');
  if (first < 1 || first > most) refuse('initial_replica_count', `${first} is not between 1 and ${most}.`);
  for (const [field, period] of [
    ['min_scaleup_period', scaleToZeroSpec?.minScaleupPeriod],
    ['idle_scaledown_period', scaleToZeroSpec?.idleScaledownPeriod],
  ] as const) {
    const seconds = secondsOf(period);
    if (seconds < 300 || seconds > 28_800)
      refuse(`scale_to_zero_spec.${field}`, `${period} is not between 300s and 28800s.`);
  }
}

/** An hour, where nothing is said. */
export const secondsOf = (period = '3600s'): number => Number(period.replace(/s$/, ''));
