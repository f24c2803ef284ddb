/** Reads the schedules out of the program's resources. */
import type { ScheduledJob } from '../scheduler/job';
import type { Resource } from './graph';
import { inputsOf } from './inputs';

export function readSchedule(resource: Resource): ScheduledJob {
  const inputs = inputsOf(resource, ['name', 'schedule', 'timeZone', 'pubsubTarget'], ['region', 'description']);
  const target = inputs.pubsubTarget as { topicName: string; data?: string; attributes?: Record<string, string> };
  return {
    name: String(inputs.name),
    schedule: String(inputs.schedule),
    timeZone: String(inputs.timeZone ?? 'Etc/UTC'),
    topic: target.topicName,
    data: Buffer.from(target.data ?? '', 'base64'),
    attributes: target.attributes ?? {},
  };
}
