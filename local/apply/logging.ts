/** Reads what is done with log entries: sinks to topics, what the log does not keep, and what is counted. */
import { parseFilter } from '../logging/filter';
import type { Routing, Sink } from '../logging/router';
import { checkMetric, metricType } from './log-metrics';
import type { Place, Resource, ResourceGraph } from './graph';
import { inputsOf, UnknownToLocalCloud } from './inputs';
import { outputsOf } from './outputs';

const sinkType = 'gcp:logging/projectSink:ProjectSink';
const exclusionType = 'gcp:logging/projectExclusion:ProjectExclusion';
export const loggingTypes = [sinkType, exclusionType, metricType];

/** @throws Error for a filter that does not parse; UnknownToLocalCloud for a sink to anything but a topic */
export function readRouting(graph: ResourceGraph, place: Place): Routing {
  const all = (type: string): Resource[] => graph.filter((one) => one.type === type);
  for (const metric of all(metricType)) checkMetric(metric);
  return {
    sinks: all(sinkType).map((one) => readSink(one, place)),
    exclusions: all(exclusionType).map((one) =>
      parseFilter(inputsOf<{ filter: string }>(one, ['filter'], ['name', 'description']).filter),
    ),
  };
}

interface SinkInputs {
  name: string;
  destination: string;
  filter: string;
  uniqueWriterIdentity: boolean;
}

function readSink(resource: Resource, place: Place): Sink {
  const known = ['name', 'destination', 'filter', 'uniqueWriterIdentity'] as const;
  const { name, destination, filter } = inputsOf<SinkInputs>(resource, known, ['description']);
  const [, topic] = /^pubsub\.googleapis\.com\/(projects\/[^/]+\/topics\/[^/]+)$/.exec(destination) ?? [];
  if (!topic) throw new UnknownToLocalCloud([`destination ${destination} of ${resource.type} ${resource.name}`]);
  const { writerIdentity } = outputsOf(resource.type, resource.name, resource.inputs, place).state;
  const email = String(writerIdentity).replace('serviceAccount:', '');
  return { name, filter: parseFilter(filter), topic, writer: { kind: 'serviceAccount', email } };
}
