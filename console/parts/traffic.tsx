/** What was asked and answered, drawn by the hour, with what alerts are raised by. */
import { useMemo } from 'preact/hooks';
import { slowAnswer, thresholdsOf } from '../../core/alerts/thresholds';
import { formatDollars, formatSeconds } from '../../core/quantities';
import { percent, thousands } from '../../core/wording';
import type { PipelineTraffic, TrafficHour } from '../../functions/console/answers';
import { hoursBetween, hourStarts, summedUp } from '../traffic-lines';
import type { Line } from '../line';
import { Chart } from './chart';

export function TrafficCharts({ traffic }: { traffic: PipelineTraffic }) {
  const { xs, counts, latencies, outcomes } = useMemo(() => linesOf(traffic), [traffic]);
  if (traffic.hours.length === 0) return <p>Nobody has asked it anything in this time.</p>;
  return (
    <>
      <Chart label="Answers in an hour" xs={xs} lines={counts} isTime format={thousands} />
      <Chart label="Time to the answer" xs={xs} lines={latencies} isTime format={(ms) => formatSeconds(ms / 1000)} />
      <Chart label="Answers that came to nothing" xs={xs} lines={outcomes} isTime format={percent} />
      <Figures hours={traffic.hours} />
    </>
  );
}

function linesOf(traffic: PipelineTraffic) {
  const hours = hoursBetween(traffic.hours, traffic);
  const of = (value: (each: TrafficHour) => number | undefined): (number | null)[] =>
    hours.map((each) => (each && value(each)) ?? null);
  const level = (name: string, value: number): Line => ({
    name,
    values: hours.map(() => value),
    tone: '--bad',
    isThreshold: true,
  });
  const threshold = (measure: 'failed-answers' | 'unanswered', what: string): Line[] =>
    thresholdsOf(measure).map(({ share, window }) => level(`${what}: alert, in ${window / 60} h`, share));
  return {
    xs: hourStarts(traffic),
    counts: [{ name: 'answers', values: of(({ answers }) => answers), tone: '--link' }],
    latencies: [
      { name: 'half within', values: of(({ p50 }) => p50), tone: '--link' },
      { name: '95 of 100 within', values: of(({ p95 }) => p95), tone: '--busy' },
      level('slow', slowAnswer),
    ],
    outcomes: [
      { name: 'failed', values: of(({ failed, answers }) => failed / answers), tone: '--ink' },
      { name: 'blocked or empty', values: of(({ unanswered, answers }) => unanswered / answers), tone: '--busy' },
      ...threshold('failed-answers', 'failed'),
      ...threshold('unanswered', 'blocked or empty'),
    ],
  };
}

/** The same in numbers. */
function Figures({ hours }: { hours: TrafficHour[] }) {
  const sum = (of: (each: TrafficHour) => number): number => hours.reduce((total, each) => total + of(each), 0);
  const answers = sum((each) => each.answers);
  return (
    <dl class="figures">
      <dt>Answers</dt>
      <dd>{thousands(answers)}</dd>
      <dt>Failed</dt>
      <dd>{percent(sum(({ failed }) => failed) / answers)}</dd>
      <dt>Blocked or empty</dt>
      <dd>{percent(sum(({ unanswered }) => unanswered) / answers)}</dd>
      <dt>Tokens read</dt>
      <dd>{thousands(sum(({ inputTokens }) => inputTokens))}</dd>
      <dt>Tokens written</dt>
      <dd>{thousands(sum(({ outputTokens }) => outputTokens))}</dd>
    </dl>
  );
}

export function SpendingChart({ traffic, budget }: { traffic: PipelineTraffic; budget?: number | undefined }) {
  const { xs, lines } = useMemo(() => {
    const { xs: at, held } = summedUp(traffic.costs, traffic.at);
    const spent: Line = { name: 'counts against the budget', values: held, tone: '--link' };
    const most: Line[] =
      budget === undefined
        ? []
        : [{ name: `budget ${formatDollars(budget)}`, values: at.map(() => budget), tone: '--bad', isThreshold: true }];
    return { xs: at, lines: [spent, ...most] };
  }, [traffic, budget]);
  return <Chart label="Tuning and evaluation, at list price" xs={xs} lines={lines} isTime format={formatDollars} />;
}
