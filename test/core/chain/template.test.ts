import { describe, expect, test } from '@jest/globals';
import { namesAlone, parseChainTemplate, showName, type Piece } from '../../../core/chain/template';

const step = (name: string, ...path: string[]) => ({ of: 'step' as const, step: name, path });
const body = { of: 'input' as const, field: 'body' };

describe('a template of a chain', () => {
  test.each<[string, Piece[]]>([
    ['', []],
    ['only text, with { and }', [{ literal: 'only text, with { and }' }]],
    ['{{input.body}}', [{ names: [body] }]],
    ['Mail: {{ input.body }}!', [{ literal: 'Mail: ' }, { names: [body] }, { literal: '!' }]],
    ['{{steps.order.buyer.name}}', [{ names: [step('order', 'buyer', 'name')] }]],
    ['{{steps.a | steps.b|input.body}}', [{ names: [step('a'), step('b'), body] }]],
    ['{{part}}{{parts}}', [{ names: [{ of: 'part' }] }, { names: [{ of: 'parts' }] }]],
  ])('%j is read', (text, pieces) => expect(parseChainTemplate(text)).toEqual(pieces));

  test.each([
    ['{{body}}', '{{body}} is no name: there are {{input.FIELD}} and {{steps.STEP}}'],
    ['{{steps.}}', '{{steps.}} is no name'],
    ['{{steps.a |}}', '{{}} is no name'],
    ['{{steps.A}}', '{{steps.A}} is no name'],
    ['{{input.body', 'braces without a partner'],
    ['input.body}}', 'braces without a partner'],
  ])('%j is none', (text, reason) => expect(() => parseChainTemplate(text)).toThrow(reason));

  test.each(['{{input.body}}', '{{steps.order.buyer}}', '{{part}}'])('%s is shown as it is written', (text) => {
    expect(namesAlone(parseChainTemplate(text))!.map(showName)).toEqual([text]);
  });

  test('of which a name is a part is not that name alone', () => {
    expect(namesAlone(parseChainTemplate('{{input.body}}.'))).toBeUndefined();
    expect(namesAlone(parseChainTemplate(''))).toBeUndefined();
  });
});
