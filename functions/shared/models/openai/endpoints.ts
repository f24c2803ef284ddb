/** Tuned models, which answer under their own names: what cleanup takes away is the model. */
import type { OpenAI } from 'openai';
import type { Endpoints } from '../provider';
import { called, isNotFound } from './api-errors';

export function createEndpoints(client: () => Promise<OpenAI>): Endpoints {
  async function remove(name: string): Promise<void> {
    try {
      await (await client()).models.delete(name);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return {
    ensure: async () => ({ answers: true }),
    remove: (name) => called('removing the model', () => remove(name), name),
  };
}
