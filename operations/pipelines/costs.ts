/** What runs have committed and spent, entry by entry, out of the pipelines' ledgers of spending; and as rows of FOCUS. */
import { spendingPath } from '../../core/ledger-layout';
import { heldBy } from '../../core/spending';
import type { Spending } from '../../schemas/generated/types';
import { readSpending } from './budget';
import type { Cloud } from '../cloud';
import { createLedger } from '../ledger/ledger';
import { listPipelines } from './pipelines';

export interface Cost {
  pipeline: string;
  month: string;
  run: string;
  purpose: 'tuning' | 'evaluation';
  candidate?: string;
  base?: string;
  dataset?: string;
  tokens?: number;
  committed: number;
  /** Absent while the bill is not known. */
  spent?: number;
  /** What counts against the budget. */
  held: number;
  currency: string;
  at: string;
}

/** @param month as 2026-11 */
export async function readCosts(cloud: Cloud, month: string, pipeline?: string): Promise<Cost[]> {
  const ledger = createLedger(cloud);
  const names = pipeline === undefined ? await listPipelines(cloud) : [pipeline];
  const found = await Promise.all(names.map((name) => readSpending(ledger, name, month)));
  return found.flatMap((spending) => (spending ? costsIn(spending) : [])).toSorted((a, b) => a.at.localeCompare(b.at));
}

const costsIn = ({ pipeline, month, currency, entries }: Spending): Cost[] =>
  Object.values(entries).map((entry) => {
    const { draws: _draws, settledAt: _settledAt, ...told } = entry;
    return { pipeline, month, ...told, held: heldBy(entry), currency };
  });

/**
 * Columns of FOCUS 1.2 (focus.finops.org/focus-specification/v1-2, read by its column names on 28 November 2026), with what only we know in
 * columns that begin with x_, as its rules for extensions have it. Costs are list prices: what is invoiced Google alone knows.
 */
const focusColumns: Record<string, (cost: Cost, bucket: string) => string> = {
  BilledCost: ({ spent, committed }) => String(spent ?? committed),
  BillingAccountId: () => '',
  BillingCurrency: ({ currency }) => currency,
  BillingPeriodEnd: ({ month }) => startOf(month, 1),
  BillingPeriodStart: ({ month }) => startOf(month, 0),
  ChargeCategory: () => 'Usage',
  ChargeClass: () => '',
  ChargeDescription: ({ purpose, candidate, base, spent }) =>
    `${purpose}${candidate ? ` of ${candidate} on ${base}` : ''}${spent === undefined ? ', committed' : ''}`,
  ChargePeriodEnd: ({ at }) => new Date(Math.floor(Date.parse(at) / hour + 1) * hour).toISOString(),
  ChargePeriodStart: ({ at }) => new Date(Math.floor(Date.parse(at) / hour) * hour).toISOString(),
  ConsumedQuantity: ({ tokens }) => (tokens === undefined ? '' : String(tokens)),
  ConsumedUnit: ({ tokens }) => (tokens === undefined ? '' : 'Tokens'),
  ContractedCost: ({ spent, committed }) => String(spent ?? committed),
  EffectiveCost: ({ spent, committed }) => String(spent ?? committed),
  InvoiceIssuerName: () => 'Google Cloud',
  ListCost: ({ spent, committed }) => String(spent ?? committed),
  ProviderName: () => 'Google Cloud',
  PublisherName: () => 'Google Cloud',
  ResourceId: ({ pipeline, month }, bucket) => `gs://${bucket}/${spendingPath(pipeline, month)}`,
  ServiceCategory: () => 'AI and Machine Learning',
  ServiceName: () => 'Vertex AI',
  Tags: ({ pipeline, run, purpose }) => JSON.stringify({ pipeline, run, purpose }),
  x_Candidate: ({ candidate = '' }) => candidate,
  x_DatasetVersion: ({ dataset = '' }) => dataset,
  x_IsSettled: ({ spent }) => String(spent !== undefined),
};

const hour = 3_600_000;

const startOf = (month: string, later: number): string => {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + later, 1)).toISOString();
};

/** CSV with its head, as RFC 4180 has it. */
export const focusLines = (costs: Cost[], bucket: string): string[] =>
  [Object.keys(focusColumns), ...costs.map((cost) => Object.values(focusColumns).map((of) => of(cost, bucket)))].map(
    (cells) => cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','),
  );
