/** alert: looks every five minutes whether a condition holds that nobody was told of, and says so: in its log, and as an event. */
import type { CloudEvent } from '@google-cloud/functions-framework';
import { alertConditions, commandOf, runbookOf } from '../../core/alerts/conditions';
import { untold, type AlertState, type Signal } from '../../core/alerts/judge';
import { signalsStatement } from '../../core/alerts/signals';
import { alert } from '../../core/functions';
import type { EventData } from '../../schemas/generated/types';
import type { Config } from '../shared/stage/config';
import { eventHeard, toComeAgain } from '../shared/stage/delivered';
import type { Event, PushedMessage } from '../shared/stage/events';
import { lazy } from '../shared/stage/lazy';
import type { Log } from '../shared/stage/log';
import type { Warehouse } from '../shared/warehouse/warehouse';

type Raised = EventData['landfall.alert.raised.v1'];

export interface AlertDeps {
  config: Pick<Config, 'project' | 'dataset'>;
  warehouse: Pick<Warehouse, 'ask'>;
  publish: (event: Event) => Promise<void>;
  log: Log;
}

const minute = 60_000;
/** Of the minute that the function has. */
const patience = 45_000;

/**
 * The CloudEvent function. A tick is a look at its own time, however late or often it is delivered: the same event, with the same id,
 * comes of it. It throws until the warehouse has answered.
 */
export function createAlert(createDeps: () => AlertDeps) {
  const dependencies = lazy(createDeps);

  return async function receive(cloudEvent: CloudEvent<{ message: PushedMessage }>): Promise<void> {
    const { config, warehouse, publish, log } = await dependencies();
    const tick = eventHeard(alert, cloudEvent.data?.message ?? {}, log);
    if (!tick) return;
    const now = Math.floor(Date.parse(tick.time) / minute) * minute;
    try {
      const statement = signalsStatement(config.project, config.dataset, now);
      const limits = { labels: { 'landfall-step': alert.name }, milliseconds: patience };
      const signals = await warehouse.ask<Signal>(statement, limits);
      for (const judgement of untold(signals, now)) {
        const raised = told(judgement);
        await publish({
          id: `${raised.alert}/${raised.subject}/${now}`,
          source: `/landfall/${alert.name}`,
          type: 'landfall.alert.raised.v1',
          time: new Date(now).toISOString(),
          subject: raised.subject,
          data: raised,
        });
        // Whoever is told by Cloud Monitoring is told by this line.
        log.error(`${raised.subject}: ${raised.says}`, { alert: raised });
      }
    } catch (error) {
      throw toComeAgain(error, log);
    }
  };
}

function told({ alert: id, subject, severity, why }: AlertState): Raised {
  const condition = alertConditions.find((one) => one.id === id)!;
  const { says } = condition;
  const how = { command: commandOf(condition, subject), runbook: runbookOf(condition) };
  return { alert: id, subject, severity: severity!, says, why, ...how };
}
