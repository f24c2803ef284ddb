/** The OpenAPI 3.1 document of serve: its routes with their schemas, and the fields of each pipeline that is in production. */
import schemas from '../../schemas/api/serve.json';
import { fieldsFor, type ServedModel, type Serving } from './asking/production-model';

type SchemaName = keyof typeof schemas;

/** How a route stands in the document. */
export interface Operation {
  id: string;
  /** With the names of its parts in braces. */
  path: string;
  summary: string;
  asks?: SchemaName;
  answers: SchemaName;
  /** Whether it answers, or may answer, in server-sent events. */
  streams?: 'always' | 'asked';
  /** Of its address. */
  query?: string[];
}

interface Documented {
  method: string;
  errors: 'landfall' | 'openai';
  operation: Operation;
}

/** @param serving of each pipeline in production: what it is asked for, field by field */
export function openApiDocument(routes: readonly Documented[], serving: ReadonlyMap<string, Serving>): object {
  const paths: Record<string, Record<string, object>> = {};
  const add = (route: Documented, asks?: object): void => {
    (paths[route.operation.path] ??= {})[route.method.toLowerCase()] = operationOf(route, asks);
  };
  for (const route of routes) add(route);
  for (const [pipeline, { control }] of serving)
    for (const route of routes)
      if (route.operation.asks === 'GenerateRequest') add(ofPipeline(route, pipeline, control), askedOf(control));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Landfall',
      version: 'v1',
      description: 'Pipelines in production, each with the prompt it was tuned on.',
    },
    servers: [{ url: '.' }],
    security: [{ identity: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        identity: {
          type: 'http',
          scheme: 'bearer',
          description: 'An identity token of Google, as Cloud Run checks it.',
        },
      },
    },
  };
}

const ref = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ 'application/json': { schema } });
const events = { 'text/event-stream': { schema: { type: 'string' } } };

function operationOf({ method, errors, operation }: Documented, asks?: object) {
  const { id, path, summary, answers, streams, query = [] } = operation;
  const asked = asks ?? (operation.asks && ref(operation.asks));
  const whole = streams === 'always' ? {} : json(ref(answers));
  return {
    operationId: id,
    summary,
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter(name!, 'path')),
      ...query.map((name) => parameter(name, 'query')),
      ...(method === 'POST' ? [parameter('Idempotency-Key', 'header', false)] : []),
    ],
    ...(asked && { requestBody: { required: true, content: json(asked) } }),
    responses: {
      200: { description: 'What was asked for.', content: { ...whole, ...(streams && events) } },
      default: {
        description: 'Why there is none.',
        content:
          errors === 'openai' ? json(ref('OpenAiError')) : { 'application/problem+json': { schema: ref('Problem') } },
      },
    },
  };
}

const parameter = (name: string, place: 'path' | 'query' | 'header', required = true) => ({
  name,
  in: place,
  required,
  schema: { type: 'string' },
});

/** The same for one pipeline. */
function ofPipeline(route: Documented, pipeline: string, { configuration }: ServedModel): Documented {
  const { operation } = route;
  const { description = operation.summary } = configuration.pipeline;
  const id = `${operation.id}_${pipeline.replaceAll('-', '_')}`;
  const path = operation.path.replace('{pipeline}', pipeline);
  return { ...route, operation: { ...operation, id, path, summary: description } };
}

/** A value for each of its fields, and for no other. */
function askedOf(model: ServedModel): object {
  const { fields } = fieldsFor(model);
  const values = Object.fromEntries(fields.map((field) => [field, ref('Value')]));
  const { input: _input, text, ...others } = schemas.GenerateRequest.properties;
  const input = { type: 'object', required: fields, properties: values, additionalProperties: false };
  return {
    type: 'object',
    properties: { input, ...(fields.length === 1 && { text }), ...others },
    ...(fields.length === 1 ? { anyOf: [{ required: ['input'] }, { required: ['text'] }] } : { required: ['input'] }),
  };
}
