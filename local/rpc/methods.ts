/** An API's methods as its protos describe them: their messages and their HTTP form. */
import type { Method, Service, Type } from 'protobufjs';

const verbs = ['get', 'post', 'patch', 'put', 'delete'] as const;
type Verb = (typeof verbs)[number];

/** One way to call a method over REST (google/api/http.proto). */
export interface HttpRule {
  verb: Verb;
  // Such as `/v1/{name=projects/*/locations/*}/endpoints`.
  template: string;
  /** The request field that the body holds: `*` for all of them. Undefined when the request has no body. */
  body?: string;
}

export interface ApiMethod {
  /** As in the proto: `CreateTuningJob`. */
  name: string;
  /** Full name of its service: `google.pubsub.v1.Publisher`. */
  service: string;
  request: Type;
  response: Type;
  requestStream: boolean;
  responseStream: boolean;
  http: HttpRule[];
}

/**
 * Every method of a service.
 * @param rules the HTTP form of a method by its name, where the service is served otherwise than its protos say
 */
export function readMethods(service: Service, rules?: (method: string) => HttpRule[]): ApiMethod[] {
  return service.methodsArray.map((method) => {
    method.resolve();
    return {
      name: method.name,
      service: service.fullName.slice(1),
      request: method.resolvedRequestType!,
      response: method.resolvedResponseType!,
      requestStream: Boolean(method.requestStream),
      responseStream: Boolean(method.responseStream),
      http: rules ? rules(method.name) : annotatedRules(method),
    };
  });
}

interface Annotation extends Partial<Record<Verb, string>> {
  body?: string;
  additional_bindings?: Annotation | Annotation[];
}

/** What the method's `google.api.http` says. */
function annotatedRules(method: Method): HttpRule[] {
  const options = (method.parsedOptions ?? []) as Record<string, unknown>[];
  const annotation = options.find((option) => '(google.api.http)' in option)?.['(google.api.http)'];
  return annotation ? rulesOf(annotation as Annotation) : [];
}

function rulesOf(annotation: Annotation): HttpRule[] {
  const own = verbs.flatMap((verb) => {
    const template = annotation[verb];
    return template ? [{ verb, template, ...(annotation.body && { body: annotation.body }) }] : [];
  });
  return [...own, ...[annotation.additional_bindings ?? []].flat().flatMap(rulesOf)];
}
