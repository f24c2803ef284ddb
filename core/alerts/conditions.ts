/**
 * What somebody is told of: the one table of alert conditions. infra makes a policy of Cloud Monitoring of each, the function alert
 * judges them every five minutes, `landfall alerts` whenever it is asked, all three by what stands here.
 */

/** page: somebody is to look now. ticket: on the next working day. */
export type AlertSeverity = 'page' | 'ticket';

/** What is counted, as the view landfall.signals has it. */
export type AlertMeasure =
  | 'failed-answers'
  | 'unanswered'
  | 'slow-answers'
  | 'failed-runs'
  | 'silent-runs'
  | 'canaries'
  | 'dead-letters'
  /** What was told: its subject is alert and subject. */
  | 'told';

/** Raised when in its window, and in the short one too, at least `share` of what was looked at is bad. */
export interface Look {
  severity: AlertSeverity;
  /** Minutes of the window. */
  window: number;
  /** Minutes of a second, shorter window that ends with it: whether it still goes on. */
  short?: number;
  /** Minutes before now at which the window ends. */
  lag?: number;
  /** Of what was looked at, 0 to 1. */
  share: number;
  /** Bad ones in the window below which nobody is told: of three answers one that failed is a third. */
  atLeast: number;
}

/** Raised when a window has nothing though the same minutes of the days before each had enough. */
export interface Silence {
  severity: AlertSeverity;
  window: number;
  /** What each of those days has to have had. */
  atLeast: number;
  /** How many days ago. */
  days: number[];
}

export interface AlertCondition {
  id: string;
  /** What is the matter, of the subject. */
  says: string;
  measure: AlertMeasure;
  looks: Look[];
  silence?: Silence;
  /** The one command that shows the cause; SUBJECT stands for it. */
  command: string;
}

const [hour, day] = [60, 24 * 60];

/**
 * Burn rates against an objective over 30 days: what at this rate takes 2 % of the budget in an hour, or 5 % in six
 * (sre.google/workbook/alerting-on-slos, "Multiwindow, Multi-Burn-Rate Alerts", table 5-8).
 * @param objective share that is to be good, 0 to 1
 */
const burning = (objective: number): Look[] => {
  const budget = 1 - objective;
  return [
    { severity: 'page', window: hour, short: 5, share: 14.4 * budget, atLeast: 10 },
    { severity: 'page', window: 6 * hour, short: 30, share: 6 * budget, atLeast: 10 },
  ];
};

/** Each that has happened within the last hour. */
const any = (severity: AlertSeverity): Look[] => [{ severity, window: hour, share: 0, atLeast: 1 }];

export const alertConditions: AlertCondition[] = [
  {
    id: 'answers-fail',
    says: 'answers fail faster than 99 % that are to be given allow',
    measure: 'failed-answers',
    looks: burning(0.99),
    command: 'npx landfall logs serve',
  },
  {
    id: 'answers-missing',
    says: 'answers are blocked or empty more often than 95 % with a text allow',
    measure: 'unanswered',
    looks: burning(0.95),
    command: 'npx landfall history SUBJECT',
  },
  {
    id: 'answers-slow',
    says: 'answers take more than 20 seconds more often than 95 % below that allow',
    measure: 'slow-answers',
    looks: burning(0.95),
    command: 'npx landfall logs serve',
  },
  {
    id: 'answers-stopped',
    says: 'nothing was answered for an hour, though at this time of day there always is',
    measure: 'failed-answers',
    looks: [],
    silence: { severity: 'page', window: hour, atLeast: 20, days: [1, 2, 7] },
    command: 'npx landfall ask SUBJECT',
  },
  {
    id: 'run-failed',
    says: 'a run has failed',
    measure: 'failed-runs',
    looks: any('ticket'),
    command: 'npx landfall runs --pipeline SUBJECT',
  },
  {
    id: 'run-stuck',
    says: 'nothing was heard of a run under way for two days',
    measure: 'silent-runs',
    looks: [{ severity: 'ticket', window: 5 * day, lag: 2 * day, share: 0, atLeast: 1 }],
    command: 'npx landfall run SUBJECT',
  },
  {
    id: 'canary-rolled-back',
    says: 'a canary was rolled back',
    measure: 'canaries',
    looks: any('ticket'),
    command: 'npx landfall history SUBJECT',
  },
  {
    id: 'dead-letter',
    says: 'a message has died: no delivery could handle it',
    measure: 'dead-letters',
    looks: any('ticket'),
    command: 'npx landfall runs',
  },
];

export const commandOf = ({ command }: AlertCondition, subject: string): string => command.replace('SUBJECT', subject);

/** Its section of docs/runbook.md. */
export const runbookOf = ({ id }: AlertCondition): string => `docs/runbook.md#${id}`;

/** Minutes between two looks at all of them. */
export const everyMinutes = 5;

/** Days that signals are read of: as far back as any condition looks. */
export const daysRead = Math.max(
  ...alertConditions.flatMap(({ looks, silence }) => [
    ...looks.map(({ window, lag = 0 }) => Math.ceil((window + lag) / day)),
    ...(silence ? [Math.max(...silence.days) + 1] : []),
  ]),
);
