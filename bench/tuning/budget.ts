/** Money that cannot be overspent, by simulation: what many schedules have come to. */
import type { Figure } from '../figure';
import { runSchedule, type Schedule } from './schedule';

/** @param schedules how many */
export async function budgetFigures(schedules: number): Promise<Figure[]> {
  const all: Schedule[] = [];
  for (let index = 0; index < schedules; index++) all.push(await runSchedule(`budget/${index}`));
  const total = (count: (schedule: Schedule) => number) => all.reduce((sum, each) => sum + count(each), 0);
  const crowded = all.filter(({ crowd }) => crowd > 0).length;
  const overspent = all.filter(({ over }) => over > 0).length;
  const figure = (name: string, value: number, unit: string): Figure => ({ name, value, unit });
  return [
    figure('schedules', schedules, 'schedules'),
    figure(
      'jobs created',
      total(({ jobs }) => jobs),
      'jobs',
    ),
    figure(
      'created twice after a crash',
      total(({ twins }) => twins),
      'jobs',
    ),
    figure(
      'crashes',
      total(({ crashes }) => crashes),
      'crashes',
    ),
    figure(
      'runs that the budget refused, or left candidates out of',
      total(({ refused }) => refused),
      'runs',
    ),
    {
      ...figure('tuned more at once than allowed', crowded, 'schedules'),
      problem: crowded > 0 ? `${crowded} of ${schedules} schedules tuned more at once than allowed` : undefined,
    },
    {
      ...figure('spent above a cap', overspent, 'schedules'),
      problem: overspent > 0 ? `${overspent} of ${schedules} schedules spent above a cap` : undefined,
    },
  ];
}
