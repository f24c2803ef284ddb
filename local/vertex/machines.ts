/**
 * The machines behind endpoints that scale to zero: one sleeps once nobody has asked for a while, and the first question after that is
 * dropped, and wakes it.
 */
import type { Clock } from '../clock';
import { RpcError } from '../rpc/errors';
import { secondsOf } from './deploy-request';
import type { DeployedModel, Endpoint } from './resources';

export interface Machines {
  /** @throws RpcError RESOURCE_EXHAUSTED, in Google's own words, while it sleeps or wakes up */
  ask(endpoint: Endpoint, deployed: DeployedModel): void;
}

/** @param wakesIn milliseconds */
export function createMachines(clock: Clock, wakesIn: number): Machines {
  const known = new Map<string, { upAt: number; askedAt: number }>();
  return {
    ask({ name }, { dedicatedResources, createTime }) {
      if (!dedicatedResources || (dedicatedResources.minReplicaCount ?? 0) > 0) return;
      const { minScaleupPeriod, idleScaledownPeriod } = dedicatedResources.scaleToZeroSpec ?? {};
      const now = clock.now();
      const deployedAt = Date.parse(createTime);
      const { upAt, askedAt } = known.get(name) ?? { upAt: deployedAt, askedAt: deployedAt };
      if (now < upAt) throw notReady();
      const sleepsAt = Math.max(
        upAt + secondsOf(minScaleupPeriod) * 1000,
        askedAt + secondsOf(idleScaledownPeriod) * 1000,
      );
      const isAsleep = now >= sleepsAt;
      known.set(name, { upAt: isAsleep ? now + wakesIn : upAt, askedAt: now });
      if (isAsleep) throw notReady();
    },
  };
}

const notReady = (): RpcError =>
  new RpcError(
    'RESOURCE_EXHAUSTED',
    'Model is not yet ready for inference. Please wait while model completes scale-up from zero, then try your request again.',
  );
