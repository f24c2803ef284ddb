/** The plot of docs/story.md: thirteen weeks of one pipeline, from its first drop to a feedback that it learns from. */
import { loadCatalog, type BaseModel } from '../../catalog';
import { repositoryRoot } from '../../core/root';
import type { Fate } from './process';
import { messagesOf, pipeline, type Shop } from './shop';
import { tell, type Told } from './story';
import type { Message } from './messages';

export const [usualSeed, start, weeks] = ['1', '2027-01-04', 13];

/** The base that ends while the story goes on, and the one that takes its place. */
const [ending, successor] = ['gemini-3.1-flash-lite', 'gemini-3.5-flash-lite'];

/** From this day on many customers use words that nobody used before. */
const driftsFrom = 14;
const recentOn = (day: number): number => (day < driftsFrom ? 0 : 0.45);

const rows = 600;

/** An export in which the columns of two pairs of intents were swapped. */
const swapped: Record<string, string> = {
  refund: 'exchange',
  exchange: 'refund',
  delivery: 'stock',
  stock: 'delivery',
};
const mixedUp = (messages: Message[]): Message[] =>
  messages.map(({ text, intent }) => ({ text, intent: swapped[intent] ?? intent }));

function drop(shop: Shop, batch: string, messages: Message[]): string {
  shop.drop(batch, messages);
  return `npx landfall drop ${pipeline} ${batch}.jsonl`;
}

async function deploy(shop: Shop, known: Record<string, BaseModel>, base?: string): Promise<string> {
  await shop.deploy(known, base);
  return 'pulumi up';
}

/** @param seed the same tells the same story, whatever `fate` does to processes */
export function tellThirteenWeeks(seed: string, fate: Fate, until = weeks): Promise<Told> {
  const catalog = loadCatalog(repositoryRoot());
  const unaware = { ...catalog, [ending]: { ...catalog[ending]!, lifecycle: [] } };
  const exported = (name: string, day: number) => messagesOf(`${seed} ${name}`, rows, recentOn(day));
  const scenes: Record<number, (shop: Shop) => Promise<string> | string> = {
    0: async (shop) => `${await deploy(shop, unaware)}\n${drop(shop, 'first', exported('first', 0))}`,
    28: (shop) => drop(shop, 'february', mixedUp(exported('february', 28))),
    35: (shop) => drop(shop, 'february-mended', exported('february', 35)),
    49: async (shop) =>
      `npx landfall lifecycle --check > catalog.patch\ngit apply catalog.patch\n${await deploy(shop, catalog)}`,
    // What is deployed is what the next run is made from: without this it would go back to the base that ends.
    70: async (shop) =>
      `sed -i 's/${ending}/${successor}/' pipelines/${pipeline}/pipeline.yaml\n${await deploy(shop, catalog, successor)}`,
  };
  const plot = async (day: number, shop: Shop) => scenes[day]?.(shop);
  return tell({ seed, start, days: until * 7, plot, recent: recentOn, fate, bases: catalog });
}
