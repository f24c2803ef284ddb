/** Reads the schedules out of the program's resources. */
import type { ScheduledJob } from '../scheduler/job';
import type { Resource } from './graph';
import { inputsOf } from './inputs';

interface JobInputs {
  name: string;
  schedule: string;
  timeZone?: string;
  pubsubTarget: { topicName: string; data?: string; attributes?: Record<string, string> };
}

export function readSchedule(resource: Resource): ScheduledJob {
  const inputs = inputsOf<JobInputs>(
    resource,
    ['name', 'schedule', 'timeZone', 'pubsubTarget'],
    ['region', 'description'],
  );
  const { topicName, data = '', attributes = {} } = inputs.pubsubTarget;
  return {
    name: inputs.name,
    schedule: inputs.schedule,
    timeZone: inputs.timeZone ?? 'Etc/UTC',
    topic: topicName,
    data: Buffer.from(data, 'base64'),
    attributes,
  };
}
