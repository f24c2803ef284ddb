/** What the local OpenAI remembers of files and jobs, and where the files lie. */
import { join } from 'node:path';

export interface StoredFile {
  id: string;
  object: 'file';
  bytes: number;
  created_at: number;
  filename: string;
  purpose: string;
  status: 'processed';
}

/** @param form as it was uploaded, or as the small model reads it */
export const filePath = (directory: string, id: string, form: 'messages' | 'contents'): string =>
  join(directory, 'files', `${id}.${form}.jsonl`);

/** What is remembered of a job beside its tuning. */
export interface StoredJob {
  id: string;
  created_at: number;
  model: string;
  training_file: string;
  validation_file: string | null;
  suffix: string | null;
  metadata: Record<string, string> | null;
  seed: number;
  hyperparameters: { n_epochs: number; learning_rate_multiplier: number; batch_size: 'auto' };
  /** Its tuning; absent where the files were refused. */
  tuning?: string;
  /** Why its files were refused. */
  refused?: { code: string; message: string; param: string };
  /** Its models are taken away. */
  isDeleted?: true;
}
