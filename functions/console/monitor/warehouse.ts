/** What is asked of the warehouse for whoever watches: as often as the function alert asks, however many look. */
import { alertConditions, commandOf, everyMinutes } from '../../../core/alerts/conditions';
import type { AlertState } from '../../../core/alerts/judge';
import { monthOf } from '../../../core/spending';
import type { Cloud } from '../../../operations/cloud';
import { readCosts } from '../../../operations/pipelines/costs';
import { readAlerts } from '../../../operations/warehouse/alerts';
import { readDrift } from '../../../operations/warehouse/drift';
import { readTraffic } from '../../../operations/warehouse/traffic';
import type { Alert, Alerts, Drift, PipelineTraffic } from '../answers';
import { keepFor, type KeptDeps } from '../live/kept';

export interface WarehouseWatch {
  alerts(): Promise<Alerts>;
  traffic(pipeline: string, days: number): Promise<PipelineTraffic>;
  /** With answers that show what has moved. @throws OperationError where nothing was looked at yet */
  drift(pipeline: string): Promise<Drift>;
}

/** For how long an answer of the warehouse is told again, in milliseconds. */
const asLongAsAlerts = everyMinutes * 60_000;

export function watchWarehouse(cloud: Cloud, deps: Pick<KeptDeps, 'clock'>): WarehouseWatch {
  const alerts = keepFor(deps, asLongAsAlerts, async () => ({
    at: cloud.now(),
    alerts: (await readAlerts(cloud)).map(asTold),
  }));
  const traffic = keepFor(deps, asLongAsAlerts, async (asked) => {
    const { pipeline, days } = JSON.parse(asked) as { pipeline: string; days: number };
    const at = cloud.now();
    const month = monthOf({ createdAt: new Date(at).toISOString() });
    const [hours, costs] = await Promise.all([readTraffic(cloud, pipeline, days), readCosts(cloud, month, pipeline)]);
    return { at, days, hours, costs };
  });
  return {
    alerts: () => alerts('all'),
    traffic: (pipeline, days) => traffic(JSON.stringify({ pipeline, days })),
    drift: keepFor(deps, asLongAsAlerts, (pipeline) => readDrift(cloud, pipeline)),
  };
}

function asTold(state: AlertState): Alert {
  const condition = alertConditions.find(({ id }) => id === state.alert)!;
  return { ...state, says: condition.says, command: commandOf(condition, state.subject) };
}
