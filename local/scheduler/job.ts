/** A scheduled message, as infra/ declares it. */
export interface ScheduledJob {
  name: string;
  /** Unix cron. */
  schedule: string;
  /** IANA name. */
  timeZone: string;
  /** `projects/P/topics/T`. */
  topic: string;
  data: Buffer;
  attributes: Record<string, string>;
}
