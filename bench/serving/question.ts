/** What is asked, and what the instant model answers: an e-mail of usual length, and twenty pieces of text. */

export const pieces = Array.from({ length: 20 }, (_, n) => `piece ${n} of it, `);

const body =
  'Hello, I ordered a kettle (order 88121) three weeks ago. It arrived with a broken lid, and the box was wet. I would like to have ' +
  'another one, or my money back. Please tell me what you need from me, and whether I have to send the broken one back. Ana';

/** As OpenAI's clients send it; the pipeline has two fields. */
export const question = (stream: boolean) => ({
  model: 'email-summary',
  messages: [{ role: 'user', content: JSON.stringify({ customer: 'Ana', body }) }],
  ...(stream && { stream: true, stream_options: { include_usage: true } }),
});
