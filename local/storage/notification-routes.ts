/** The `notifications` methods of the JSON API: which events of a bucket go to which topic. */
import express, { Router } from 'express';
import { serviceAgent } from '../iam';
import type { Access } from '../iam/access';
import { allow, baseOf, isAllowed, jsonBody, type StorageContext } from './context';
import { invalid, required, StorageError } from './errors';
import type { NotificationConfig } from './records';
import { notificationResource } from './resource';

const eventTypes = ['OBJECT_FINALIZE', 'OBJECT_DELETE', 'OBJECT_METADATA_UPDATE', 'OBJECT_ARCHIVE'];
const topicForm = /^(?:\/\/pubsub\.googleapis\.com\/)?(projects\/[^/]+\/topics\/[^/]+)$/;
const collection = '/b/:bucket/notificationConfigs';

export function notificationRoutes({ access, buckets, outbox, faults }: StorageContext): Router {
  const router = Router();

  router.post(
    collection,
    faults.of('storage.notifications.insert'),
    express.json({ type: () => true }),
    (request, response) => {
      const { bucket } = request.params;
      allow(access, request, 'storage.buckets.update', bucket);
      buckets.get(bucket);
      const notification = parseNotification(jsonBody(request));
      checkMayPublish(access, notification.topic);
      const config = outbox.addConfig({ bucket, ...notification });
      response.json(notificationResource(config, baseOf(request)));
    },
  );

  router.get(collection, faults.of('storage.notifications.list'), (request, response) => {
    const { bucket } = request.params;
    allow(access, request, 'storage.buckets.get', bucket);
    buckets.get(bucket);
    const items = outbox.configsOf(bucket).map((config) => notificationResource(config, baseOf(request)));
    response.json({ kind: 'storage#notifications', items });
  });

  router.get(`${collection}/:id`, faults.of('storage.notifications.get'), (request, response) => {
    const { bucket, id } = request.params;
    allow(access, request, 'storage.buckets.get', bucket);
    buckets.get(bucket);
    const config = outbox.getConfig(bucket, id);
    if (!config) throw notificationNotFound(bucket, id);
    response.json(notificationResource(config, baseOf(request)));
  });

  router.delete(`${collection}/:id`, faults.of('storage.notifications.delete'), (request, response) => {
    const { bucket, id } = request.params;
    allow(access, request, 'storage.buckets.update', bucket);
    buckets.get(bucket);
    if (!outbox.removeConfig(bucket, id)) throw notificationNotFound(bucket, id);
    response.status(204).end();
  });

  return router;
}

const notificationNotFound = (bucket: string, id: string) =>
  new StorageError(404, 'notFound', `The specified notification ${bucket}/notificationConfigs/${id} does not exist.`);

/** Notifications are published by Google's own agent. @throws StorageError 403, in Google's words, unless that may */
function checkMayPublish(access: Access, topic: string): void {
  const agent = serviceAgent('storage');
  if (isAllowed(() => access.check(agent, 'pubsub.topics.publish', topic))) return;
  const message =
    `The service account '${agent.email}' does not have permission to publish messages to to the Cloud Pub/Sub topic ` +
    `'//pubsub.googleapis.com/${topic}', or that topic does not exist.`;
  throw new StorageError(403, 'forbidden', message);
}

/** @throws StorageError 400 when a field is missing or is none that Cloud Storage knows. */
function parseNotification(body: Record<string, unknown>): Omit<NotificationConfig, 'id' | 'bucket'> {
  if (typeof body['topic'] !== 'string') throw required('topic');
  const topic = topicForm.exec(body['topic'])?.[1];
  if (!topic) throw invalid(`Invalid topic: '${body['topic']}'`);
  const payloadFormat = body['payload_format'] ?? 'JSON_API_V1';
  if (payloadFormat !== 'JSON_API_V1' && payloadFormat !== 'NONE') {
    throw invalid(`Invalid payload_format: '${JSON.stringify(payloadFormat)}'`);
  }
  const types = (body['event_types'] ?? []) as string[];
  const unknown = types.find((type) => !eventTypes.includes(type));
  if (unknown) throw invalid(`Invalid event type: '${unknown}'`);
  return {
    topic,
    payloadFormat,
    eventTypes: types,
    objectNamePrefix: body['object_name_prefix'] as string | undefined,
    customAttributes: body['custom_attributes'] as Record<string, string> | undefined,
  };
}
