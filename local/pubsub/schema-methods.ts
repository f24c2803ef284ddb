/** The API's methods on schemas (google.pubsub.v1.SchemaService). */
import type { Call } from '../rpc/api';
import { invalidArgument } from './errors';
import { pageByName, type ListRequest, type MethodDeps, type Named } from './requests';
import type { Schema } from './resources';
import type { GivenSchema } from './schemas/schemas';
import { pageOf } from '../rpc/pages';

interface Viewed {
  view?: 'SCHEMA_VIEW_UNSPECIFIED' | 'BASIC' | 'FULL';
}

/** Without a word, get shows all of a schema, and lists leave the definitions out. */
const inView = ({ definition, ...basic }: Schema, view: Viewed['view']): Schema =>
  view === 'FULL' ? { ...basic, definition } : basic;

export function createSchemaMethods({ broker, access, may }: MethodDeps) {
  const { schemas } = broker;
  const permit = (call: Call, verb: string, name = ''): void => may(call, `pubsub.schemas.${verb}`, name.split('@')[0]);
  return {
    CreateSchema(
      { parent = '', schemaId = '', schema }: Named<'parent' | 'schemaId'> & { schema?: GivenSchema },
      call: Call,
    ) {
      permit(call, 'create', parent);
      return schemas.create(`${parent}/schemas/${schemaId}`, schema);
    },
    GetSchema({ name, view = 'FULL' }: Named<'name'> & Viewed, call: Call) {
      permit(call, 'get', name);
      return inView(schemas.get(name), view);
    },
    ListSchemas({ parent = '', view, ...request }: ListRequest<'parent'> & Viewed, call: Call) {
      permit(call, 'list', parent);
      const { page, nextPageToken } = pageByName(schemas.list(parent), request);
      return { schemas: page.map((schema) => inView(schema, view)), nextPageToken };
    },
    ListSchemaRevisions({ name, view, ...request }: ListRequest<'name'> & Viewed, call: Call) {
      permit(call, 'listRevisions', name);
      const revisions = schemas
        .revisions(name)
        .map((schema, index) => ({ schema, place: String(index).padStart(2, '0') }));
      const { page, nextPageToken } = pageOf(revisions, { keyOf: ({ place }) => place }, request);
      return { schemas: page.map(({ schema }) => inView(schema, view)), nextPageToken };
    },
    CommitSchema({ name, schema }: Named<'name'> & { schema?: GivenSchema }, call: Call) {
      permit(call, 'commit', name);
      return schemas.commit(name, schema);
    },
    RollbackSchema({ name, revisionId }: Named<'name' | 'revisionId'>, call: Call) {
      permit(call, 'rollback', name);
      return schemas.rollback(name, revisionId);
    },
    DeleteSchemaRevision({ name, revisionId }: Named<'name' | 'revisionId'>, call: Call) {
      permit(call, 'delete', name);
      return schemas.deleteRevision(name, revisionId);
    },
    DeleteSchema({ name }: Named<'name'>, call: Call) {
      permit(call, 'delete', name);
      broker.deleteSchema(name);
      access.setPolicy(name!, []);
      return {};
    },
    ValidateSchema({ parent, schema }: Named<'parent'> & { schema?: GivenSchema }, call: Call) {
      permit(call, 'validate', parent);
      schemas.typeOf(schema);
      return {};
    },
    ValidateMessage(
      request: Named<'parent' | 'name' | 'encoding'> & { schema?: GivenSchema; message?: Uint8Array },
      call: Call,
    ) {
      const { parent, name, schema, message = [], encoding } = request;
      permit(call, 'validate', parent);
      if (!name && !schema) throw invalidArgument('The request names no schema, and has none.');
      if (name) permit(call, 'get', name);
      schemas.check(schema ?? schemas.get(name), Buffer.from(message), encoding);
      return {};
    },
  };
}
