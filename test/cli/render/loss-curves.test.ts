import { expect, test } from '@jest/globals';
import { curvesHtml } from '../../../cli/render/loss-curves';

const curve = (...losses: number[]) => losses.map((loss, at) => ({ step: (at + 1) * 100, loss }));

test('each candidate has its curves drawn, every point within the picture, or the reason why there are none', () => {
  const html = curvesHtml([
    { id: 'lora-8', base: 'b', state: 'succeeded', losses: { training: curve(3, 2, 1), validation: curve(2.5, 1.5) } },
    { id: 'lora-16', base: 'b', state: 'succeeded', lossesUnknown: '<403>' },
    { id: 'lora-4', base: 'b', state: 'failed' },
  ]);
  expect(html.match(/<polyline class="training" points="([^"]*)"/)![1]!.split(' ')).toHaveLength(3);
  expect(html.match(/class="dot"/g)).toHaveLength(2);
  for (const [, x, y] of html.matchAll(/([\d.]+),([\d.]+)/g)) {
    expect(Number(x)).toBeLessThanOrEqual(520);
    expect(Number(y)).toBeLessThanOrEqual(200);
  }
  expect(html).toContain('lora-16: not known: &lt;403&gt;');
  expect(html).not.toContain('lora-4');
});
