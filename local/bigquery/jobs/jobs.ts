/** Jobs: begun, recorded before they run, ended together with their effect, and run again after a kill. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Principal } from '../../iam/access';
import type { Context } from '../context';
import { toBigQueryError } from '../duckdb/errors';
import { BigQueryError, resourcesExceeded } from '../errors';
import { allow } from '../permissions';
import type { JobConfiguration } from '../store/job-configuration';
import type { JobRecord } from '../store/records';
import { runCopy } from './copy';
import { runExtract } from './export/run-extract';
import { Guard, metersOf } from './guard';
import { interruptible, cancelled } from './interrupts';
import { checkLabels } from './labels';
import { LoadFailed, runLoad } from './load/run-load';
import { Machine } from './machine';
import { runQuery } from './query/run-query';
import type { Running } from './running';
import { createSlots } from './slots';

/** Each keeps one of Node's four threads for work beside JavaScript; one is left for everything else. */
const sideBySide = 3;

/** A job is begun again at so many starts, and given up at the next. */
const mostInterruptions = 2;

export interface NewJob {
  project: string;
  jobId?: string;
  location?: string;
  configuration: JobConfiguration;
  principal: Principal;
  upload?: string;
}

export class Jobs {
  private readonly running = new Map<string, { done: Promise<void>; cancel: () => void }>();
  /** Jobs whose name is taken and whose record is being written. */
  private readonly beginning = new Map<string, Promise<void>>();
  private readonly inSlot = createSlots(sideBySide);
  private readonly machine = new Machine();
  private readonly guard: Guard;
  private resumed = false;
  private closing = false;

  /** @param mostDisk bytes of disk that one job may take */
  constructor(
    private readonly context: Context,
    mostDisk?: number,
  ) {
    this.guard = new Guard(metersOf(context.directory, mostDisk));
  }

  /** @throws BigQueryError duplicate when the id is taken: a client that sent it twice reads the first one's outcome. */
  async insert(job: NewJob): Promise<JobRecord> {
    const { warehouse, clock } = this.context;
    const jobId = job.jobId ?? `job_${randomUUID().replaceAll('-', '')}`;
    if (!/^[\w-]{1,1024}$/.test(jobId))
      throw new BigQueryError(
        'invalid',
        `Invalid job ID "${jobId}". Job IDs must be alphanumeric (plus underscores and dashes) and must be at most 1024 characters long.`,
      );
    const kinds = (['query', 'load', 'extract', 'copy'] as const).filter((kind) => job.configuration[kind]);
    if (kinds.length !== 1)
      throw new BigQueryError(
        'invalid',
        'Job configuration must contain exactly one job-specific configuration object (e.g., query, load, extract, copy)',
      );
    checkLabels(job.configuration.labels ?? {});
    allow(this.context, job.principal, 'bigquery.jobs.create', `projects/${job.project}`);
    const location = job.location ?? 'US';
    const key = `${job.project}.${jobId}`;
    if (warehouse.findJob(job.project, jobId) || this.running.has(key)) {
      // Whoever hears that the job exists asks for it next.
      await this.beginning.get(key);
      throw new BigQueryError('duplicate', `Already Exists: Job ${job.project}:${location}.${jobId}`);
    }
    const now = String(clock.now());
    const { project: projectId, configuration, principal, upload } = job;
    const record: JobRecord = {
      projectId,
      jobId,
      location,
      configuration,
      principal,
      state: 'RUNNING',
      creationTime: now,
      startTime: now,
      statistics: {},
      ...(upload && { upload }),
    };
    // The name is taken before the record is written, or two inserts at once would both be first.
    let begin: (() => void) | undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    this.beginning.set(key, begun);
    this.start(key, record, begun);
    await warehouse.change((change) => warehouse.putJob(change, record));
    begin!();
    this.beginning.delete(key);
    return record;
  }

  /** @throws BigQueryError notFound */
  get(project: string, jobId: string): JobRecord {
    const job = this.context.warehouse.findJob(project, jobId);
    if (!job) throw new BigQueryError('notFound', `Not found: Job ${project}:${jobId}`);
    return job;
  }

  /** The job, once it is done or the time is up. */
  async wait(project: string, jobId: string, milliseconds: number): Promise<JobRecord> {
    const running = this.running.get(`${project}.${jobId}`);
    if (running && milliseconds > 0) {
      let forget = () => {};
      const timeout = new Promise<void>((resolve) => (forget = this.context.clock.after(milliseconds, resolve)));
      await Promise.race([running.done, timeout]);
      forget();
    }
    return this.get(project, jobId);
  }

  cancel(project: string, jobId: string): JobRecord {
    const job = this.get(project, jobId);
    this.running.get(`${project}.${jobId}`)?.cancel();
    return job;
  }

  async delete(project: string, jobId: string): Promise<void> {
    const job = this.get(project, jobId);
    await this.context.warehouse.change((change) => change.remove('job', `${job.projectId}.${job.jobId}`));
  }

  /** Runs again what a killed process left running. Nothing of it was kept, so nothing is done twice. */
  resume(): void {
    if (this.resumed) return;
    this.resumed = true;
    const { warehouse } = this.context;
    for (const left of warehouse.jobs()) {
      if (left.state !== 'RUNNING') continue;
      const job = { ...left, interruptions: (left.interruptions ?? 0) + 1 };
      const begun = warehouse.change((change) => warehouse.putJob(change, job));
      this.start(`${job.projectId}.${job.jobId}`, job, begun);
    }
  }

  /** Resolves when nothing runs any more; what was under way runs again at the next start. */
  async close(): Promise<void> {
    this.closing = true;
    for (const { cancel } of this.running.values()) cancel();
    await Promise.all([...this.running.values()].map(({ done }) => done));
  }

  private start(key: string, job: JobRecord, begun: Promise<void>): void {
    const stop = new AbortController();
    const done = begun.then(() => this.run(job, stop.signal)).finally(() => this.running.delete(key));
    this.running.set(key, { done, cancel: () => stop.abort() });
  }

  private async run(job: JobRecord, stop: AbortSignal): Promise<void> {
    const { warehouse } = this.context;
    try {
      // What was running at each of several ends of the process may be what ended it.
      if ((job.interruptions ?? 0) > mostInterruptions) throw resourcesExceeded();
      await this.inSlot(stop, () =>
        this.persevere((giveWay) => this.attempt(job, giveWay ? AbortSignal.any([stop, giveWay]) : stop)),
      );
    } catch (cause) {
      if (this.closing) return;
      const error = stop.aborted ? cancelled() : toBigQueryError(cause);
      const errors = cause instanceof LoadFailed ? [error.proto(), ...cause.errors] : [error.proto()];
      await warehouse.change((change) =>
        warehouse.putJob(change, { ...this.ended(job), errorResult: error.proto(), errors }),
      );
    }
    if (job.upload) await rm(job.upload, { force: true });
  }

  private readonly ended = (job: JobRecord): JobRecord => ({
    ...job,
    state: 'DONE',
    endTime: String(this.context.clock.now()),
    upload: undefined,
  });

  /** Does the job's work once. @throws BigQueryError stopped, SharedShortage, and whatever is wrong with the work */
  private async attempt(job: JobRecord, ended: AbortSignal): Promise<void> {
    const { warehouse } = this.context;
    const tooMuch = new AbortController();
    const watch = this.guard.watch(() => tooMuch.abort());
    const stop = AbortSignal.any([ended, tooMuch.signal]);
    const running: Running = {
      principal: job.principal,
      project: job.projectId,
      jobId: job.jobId,
      stop,
      reading: (work) =>
        warehouse.engine.reading((connection) => interruptible(connection, stop, () => work(connection))),
      commit: (work) =>
        warehouse.change((change) =>
          interruptible(change.connection, stop, async () => {
            const outcome = await work(change);
            await warehouse.putJob(change, { ...this.ended(job), ...outcome });
          }),
        ),
    };
    try {
      await this.carryOut(job, running);
    } catch (cause) {
      const error = tooMuch.signal.aborted ? resourcesExceeded() : toBigQueryError(cause);
      if (error.reason === 'resourcesExceeded' && watch.shared) throw new SharedShortage(error);
      throw cause instanceof LoadFailed ? cause : error;
    } finally {
      watch.end();
    }
  }

  /**
   * DuckDB refuses a transaction whose tables another one changed meanwhile; nothing of it was kept, so it is run again.
   * Memory and disk are shared, and the job that they were refused to may not be the one that took them: jobs that ran beside
   * others run again alone.
   */
  private async persevere(work: (giveWay?: AbortSignal) => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.machine.shared(work);
      } catch (error) {
        if (error instanceof SharedShortage) return this.machine.alone(work);
        if (attempt === 5 || (error as BigQueryError).reason !== 'backendError') throw error;
      }
    }
  }

  private carryOut({ configuration, upload }: JobRecord, running: Running): Promise<void> {
    const { query, load, extract, copy } = configuration;
    if (query) return runQuery(this.context, query, running);
    if (load) return runLoad(this.context, load, upload, running);
    if (extract) return runExtract(this.context, extract, running);
    return runCopy(this.context, copy!, running);
  }
}

/** Memory or disk ran out while other jobs ran too. */
class SharedShortage extends BigQueryError {
  constructor({ reason, message }: BigQueryError) {
    super(reason, message);
  }
}
