/** What it takes to work with each part of the cloud: what a function uses is said in core/stages.ts, with which roles here. */
import type { Part } from '../core/function-contract';
import type { CustomRole, CustomRoles } from './components/custom-roles';
import { onBucket, onDataset, onProject, onTable, type Grant } from './components/grants';
import type { LandingBucket } from './components/landing-bucket';
import type { PrivateBucket } from './components/private-bucket';
import type { Warehouse } from './components/warehouse';
import type { Needs } from './needs';

export interface Ground {
  project: string;
  warehouse: Warehouse;
  landing: LandingBucket;
  artifacts: PrivateBucket;
  /** The project's own roles. */
  own: CustomRoles;
  needs: Needs;
}

export function createPartGrants({ project, warehouse, landing, artifacts, own, needs }: Ground) {
  const runJobs = onProject(project, 'roles/bigquery.jobUser');
  const inProject = (role: CustomRole): Grant => onProject(project, own.role(role));
  const seeEndpoints = inProject('landfallEndpointReader');
  const ofTable = (name: string, role: string): Grant => onTable(name, warehouse.table(name), role);
  const answers = (): Grant[] => ['predictions', 'ratings'].map((name) => ofTable(name, 'roles/bigquery.dataViewer'));
  const grants: Record<Part, () => Grant[]> = {
    landing: () => [onBucket('landing', landing.bucket, 'roles/storage.objectViewer')],
    drops: () => [onBucket('landing', landing.bucket, 'roles/storage.objectCreator')],
    loads: () => [onBucket('artifacts', artifacts, own.role('landfallBucketReader'))],
    staging: () => [runJobs, onDataset('staging', warehouse.staging, 'roles/bigquery.dataEditor')],
    training: () => [onDataset('training', warehouse.training, 'roles/bigquery.dataEditor')],
    evaluations: () => [runJobs, ofTable('evaluations', 'roles/bigquery.dataEditor')],
    jobStates: () => [inProject('landfallJobWatcher')],
    answers: () => [runJobs, ...answers()],
    scores: () => [ofTable('evaluations', 'roles/bigquery.dataViewer')],
    examples: () => [onDataset('training', warehouse.training, 'roles/bigquery.dataViewer')],
    curated: () => (needs.curated ? answers() : []),
    // Who asks has to be allowed to search, too: docs.cloud.google.com/gemini-enterprise-agent-platform/models/grounding/grounding-with-vertex-ai-search
    models: () => [
      inProject('landfallModelCaller'),
      ...(needs.machines ? [seeEndpoints] : []),
      ...(needs.dataStores ? [onProject(project, 'roles/discoveryengine.viewer')] : []),
    ],
    machines: () => (needs.machines ? [inProject('landfallDeployer')] : []),
    tokenizers: () => [inProject('landfallModelCaller')],
    batches: () => [inProject('landfallBatcher')],
    batchStates: () => [inProject('landfallBatchWatcher')],
    batchEnds: () => [inProject('landfallBatchCanceller')],
    tuning: () => [inProject('landfallTuner')],
    tuningEnds: () => [inProject('landfallTuningCanceller')],
    tuningStates: () => [inProject('landfallTuningWatcher')],
    replicas: () => (needs.replicas ? [inProject('landfallReplicator')] : []),
    // Copies outlive the setting that had them made.
    endpoints: () => [inProject('landfallEndpointRemover'), inProject('landfallCopyRemover')],
    endpointStates: () => [seeEndpoints],
    passages: () => [runJobs, ofTable('passages', 'roles/bigquery.dataEditor')],
    embeddings: () => [inProject('landfallModelCaller')],
    history: () => [runJobs, onDataset('landfall', warehouse.history, 'roles/bigquery.dataViewer')],
    // docs.cloud.google.com/logging/docs/access-control: logging.logEntries.list, without the private logs.
    logs: () => [onProject(project, 'roles/logging.viewer')],
    statements: () => [inProject('landfallStatementReader')],
    traces: () => [onProject(project, 'roles/telemetry.tracesWriter')],
    retrieval: () => (needs.corpora ? [runJobs, ofTable('passages', 'roles/bigquery.dataViewer')] : []),
  };
  // What several parts take is granted once.
  return (uses: readonly Part[]): Grant[] => [...new Set(uses.flatMap((part) => grants[part]()))];
}
