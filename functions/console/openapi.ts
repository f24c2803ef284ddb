/** The OpenAPI 3.1 document of the API: its routes, what their summaries name, and what the main ones answer. */
import schemas from '../../schemas/api/console.json';
import type { Route } from './routes/route';

type SchemaName = keyof typeof schemas;

/** By method and path: what people read from programs of their own. Of the others the page alone makes something. */
export const answers: Record<string, SchemaName> = {
  'get /pipelines': 'Pipelines',
  'get /runs': 'Runs',
  'get /runs/:name': 'RunName',
  'get /pipelines/:pipeline/runs/:run': 'Run',
  'post /pipelines/:pipeline/runs/:run/approve': 'Decided',
  'post /pipelines/:pipeline/runs/:run/reject': 'Decided',
};

export function openApiDocument(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes)
    (paths[route.path.replaceAll(/:(\w+)/g, '{$1}')] ??= {})[route.method] = operationOf(route);
  return {
    openapi: '3.1.0',
    info: { title: "Landfall's console", version: 'v1', description: 'Pipelines and their runs, read and decided on.' },
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

const ref = (name: SchemaName) => ({ schema: { $ref: `#/components/schemas/${name}` } });

function operationOf({ method, path, summary }: Route) {
  const name = answers[`${method} ${path}`];
  const body = bodyFields(summary);
  return {
    operationId: `${method}${path.replaceAll(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    parameters: [
      ...[...path.matchAll(/:(\w+)/g)].map(([, part]) => parameter(part!, 'path')),
      ...[...summary.matchAll(/[?\s](\w+)=/g)].map(([, field]) => parameter(field!, 'query')),
    ],
    ...(method !== 'get' &&
      body.length > 0 && { requestBody: { content: { 'application/json': { schema: asked(body) } } } }),
    responses: {
      200: {
        description: 'What was asked for.',
        content: summary.includes('server-sent events')
          ? { 'text/event-stream': { schema: { type: 'string' } } }
          : { 'application/json': name ? ref(name) : { schema: { type: 'object' } } },
      },
      default: { description: 'Why there is none.', content: { 'application/problem+json': ref('Problem') } },
    },
  };
}

/** As summaries name them: `{why, from}`. */
const bodyFields = (summary: string): string[] => /\{([\w, ]+)\}/.exec(summary)?.[1]!.split(', ') ?? [];

const asked = (fields: string[]) => ({
  type: 'object',
  properties: Object.fromEntries(fields.map((field) => [field, {}])),
});

const parameter = (name: string, place: 'path' | 'query') => ({
  name,
  in: place,
  required: place === 'path',
  schema: { type: 'string' },
});
