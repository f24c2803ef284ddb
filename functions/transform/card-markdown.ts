/** The dataset card as Markdown. */
import type { DatasetCard } from '../../schemas/generated/types';

export function markdownOf({ pipeline, version }: DatasetCard): string {
  return `# ${pipeline}, version ${version}\n`;
}
