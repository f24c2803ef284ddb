import { describe, expect, test } from '@jest/globals';
import type { ApiMethod, HttpRule } from '../../../local/rpc/methods';
import { createRoutes } from '../../../local/rpc/routes';

const method = (name: string, ...http: HttpRule[]) => ({ name, http, requestStream: false }) as ApiMethod;

const find = createRoutes([
  method('Publish', { verb: 'post', template: '/v1/{topic=projects/*/topics/*}:publish', body: '*' }),
  method('GetTopic', { verb: 'get', template: '/v1/{topic=projects/*/topics/*}' }),
  method('UpdateTopic', { verb: 'patch', template: '/v1/{topic.name=projects/*/topics/*}', body: '*' }),
  method('ListTopics', { verb: 'get', template: '/v1/{project=projects/*}/topics' }),
  method('GetFile', { verb: 'get', template: '/v1/{name=files/**}' }),
  method('GetShelf', { verb: 'get', template: '/v1/shelves/{shelf}/books/{book}' }),
  { ...method('Chat', { verb: 'post', template: '/v1/chat' }), requestStream: true },
]);

describe('a request finds its method', () => {
  test.each<[string, string, string, Record<string, string>]>([
    ['GET', '/v1/projects/p/topics/t', 'GetTopic', { topic: 'projects/p/topics/t' }],
    ['PATCH', '/v1/projects/p/topics/t', 'UpdateTopic', { 'topic.name': 'projects/p/topics/t' }],
    ['POST', '/v1/projects/p/topics/t:publish', 'Publish', { topic: 'projects/p/topics/t' }],
    ['GET', '/v1/projects/p/topics', 'ListTopics', { project: 'projects/p' }],
    ['GET', '/v1/projects/example.com:p/topics', 'ListTopics', { project: 'projects/example.com:p' }],
    ['GET', '/v1/projects/p/topics/a%2Bb', 'GetTopic', { topic: 'projects/p/topics/a+b' }],
    ['GET', '/v1/files/a/b/c', 'GetFile', { name: 'files/a/b/c' }],
    ['GET', '/v1/shelves/one/books/two', 'GetShelf', { shelf: 'one', book: 'two' }],
  ])('%s %s', (verb, path, name, fields) => {
    const route = find(verb, path);
    expect(route?.method.name).toBe(name);
    expect(route?.fields).toEqual(fields);
  });

  test.each([
    ['POST', '/v1/projects/p/topics/t'],
    ['POST', '/v1/projects/p/topics/t:erase'],
    ['GET', '/v1/projects/p/topics/t/more'],
    ['GET', '/v2/projects/p/topics/t'],
    ['POST', '/v1/chat'],
  ])('and %s %s is nobody’s', (verb, path) => {
    expect(find(verb, path)).toBeUndefined();
  });
});
