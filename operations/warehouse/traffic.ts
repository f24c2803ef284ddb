/** What a pipeline was asked and has answered, hour by hour: how much, how fast, and how often it came to nothing. */
import type { Cloud } from '../cloud';
import { ask } from './warehouse';

export interface TrafficHour {
  /** Its begin, in milliseconds since 1970. */
  at: number;
  answers: number;
  failed: number;
  /** Blocked or empty. */
  unanswered: number;
  inputTokens: number;
  outputTokens: number;
  /** Milliseconds that callers waited; absent where all failed. */
  p50?: number;
  p95?: number;
}

interface HourRow {
  at: number;
  count_answers: number;
  count_failed: number;
  count_unanswered: number;
  input_tokens: number;
  output_tokens: number;
  latency_ms: (number | null)[];
}

const hour = 3_600_000;

/** The oldest first; an hour in which nobody asked is none, and not a zero. The hour that goes on is among them. */
export async function readTraffic(cloud: Cloud, pipeline: string, days: number): Promise<TrafficHour[]> {
  const from = new Date(Math.floor(cloud.now() / hour) * hour - days * 24 * hour).toISOString();
  const tables = { predictions: `${cloud.status.project}.landfall.predictions` };
  const rows = await ask<HourRow>(cloud, 'monitor-hours.sql', tables, { pipeline, from });
  return rows.map(({ at, count_answers, count_failed, count_unanswered, input_tokens, output_tokens, latency_ms }) => {
    const [p50, p95] = [latency_ms[10], latency_ms[19]];
    return {
      at,
      answers: count_answers,
      failed: count_failed,
      unanswered: count_unanswered,
      inputTokens: input_tokens,
      outputTokens: output_tokens,
      ...(p50 != null && { p50 }),
      ...(p95 != null && { p95 }),
    };
  });
}
