import { describe, expect, test } from '@jest/globals';
import { formatTraceparent, isDrawn, parseTraceparent } from '../../../core/tracing/traceparent';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const kept = { traceId, spanId, isSampled: true };

describe('a traceparent', () => {
  test.each([
    ['sampled', `00-${traceId}-${spanId}-01`, kept],
    ['not sampled', `00-${traceId}-${spanId}-00`, { ...kept, isSampled: false }],
    ['with flags that are not known yet', `00-${traceId}-${spanId}-ff`, kept],
    ['with the random flag alone', `00-${traceId}-${spanId}-02`, { ...kept, isSampled: false }],
    ['of a later version', `01-${traceId}-${spanId}-01`, kept],
    ['of a later version that says more', `cc-${traceId}-${spanId}-01-what-the-future-says`, kept],
  ])('%s is read', (_, header, context) => {
    expect(parseTraceparent(header)).toEqual(context);
  });

  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['the version ff', `ff-${traceId}-${spanId}-01`],
    ['version 00 with more at its end', `00-${traceId}-${spanId}-01-more`],
    ['a later version that goes on without a dash', `01-${traceId}-${spanId}-01more`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['a span of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['a short trace', `00-${traceId.slice(1)}-${spanId}-01`],
    ['a long span', `00-${traceId}-${spanId}0-01`],
    ['a flag of one digit', `00-${traceId}-${spanId}-1`],
    ['no hex', `00-${traceId.replace('4', 'g')}-${spanId}-01`],
    ['spaces', ` 00-${traceId}-${spanId}-01`],
    ['two in one', `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`],
    ['two headers', [`00-${traceId}-${spanId}-01`]],
  ])('%s is ignored', (_, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  test.each([
    [true, '01'],
    [false, '00'],
  ])('is written as it is read: sampled %s', (isSampled, flags) => {
    const header = formatTraceparent({ traceId, isSampled }, spanId);
    expect(header).toBe(`00-${traceId}-${spanId}-${flags}`);
    expect(parseTraceparent(header)).toEqual({ traceId, spanId, isSampled });
  });
});

describe('a trace that nobody has decided on', () => {
  const withTail = (digit: string) => traceId.slice(0, 19) + digit.repeat(13);

  test.each([
    ['of all', 1, withTail('0'), true],
    ['of none', 0, withTail('f'), false],
    ['of half, a high one', 0.5, withTail('8'), true],
    ['of half, a low one', 0.5, withTail('7'), false],
  ])('is drawn by its own digits: %s', (_, ratio, id, is) => {
    expect(isDrawn(id, ratio)).toBe(is);
  });
});
