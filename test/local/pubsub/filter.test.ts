import { describe, expect, test } from '@jest/globals';
import { parseFilter } from '../../../local/pubsub/filter';

const order = { domain: 'com', name: 'Ana "B"', 'ce-type': 'landfall.dataset.validated.v1' };

describe('a subscription filter', () => {
  test.each<[string, boolean]>([
    ['', true],
    ['attributes.domain = "com"', true],
    ['attributes.domain="org"', false],
    ['attributes.domain != "org"', true],
    ['attributes.missing = ""', false],
    ['attributes.missing != "x"', true],
    ['attributes:domain', true],
    ['attributes:missing', false],
    ['attributes:toString', false],
    ['attributes:"domain"', true],
    ['attributes.ce-type = "landfall.dataset.validated.v1"', true],
    ['hasPrefix(attributes.ce-type, "landfall.")', true],
    ['hasPrefix(attributes.ce-type, "google.")', false],
    ['hasPrefix(attributes.missing, "")', false],
    ['attributes."name" = "Ana \\"B\\""', true],
    ['attributes.name = "Ana \\x22B\\u0022"', true],
    ['NOT attributes:domain', false],
    ['-attributes:missing', true],
    ['NOT NOT attributes:domain', true],
    ['attributes:domain AND attributes:name', true],
    ['attributes:domain AND attributes:missing', false],
    ['attributes:missing OR attributes:other OR attributes:name', true],
    ['attributes:missing OR (attributes:domain AND NOT attributes:missing)', true],
    ['(attributes:missing OR attributes:domain) AND attributes:missing', false],
  ])('%s is %s', (filter, expected) => {
    expect(parseFilter(filter)(order)).toBe(expected);
  });

  test.each([
    'attributes',
    'attributes.a',
    'attributes.a = b',
    'attributes.a = "b',
    'attributes:a AND',
    'attributes:a and attributes:b',
    'attributes:a AND attributes:b OR attributes:c',
    '(attributes:a',
    'attributes:a)',
    'data = "x"',
    'hasPrefix(attributes.a)',
    'attributes.a > "b"',
    `attributes.a = "${'x'.repeat(256)}"`,
  ])('%s is refused', (filter) => {
    expect(() => parseFilter(filter)).toThrow(expect.objectContaining({ status: 'INVALID_ARGUMENT' }));
  });
});
