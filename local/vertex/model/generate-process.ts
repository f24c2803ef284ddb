/** The process that answers: takes GenerationRequests with an id over IPC and sends each answer, or an error, in turn. */
import { createGenerator, type Generation, type GenerationRequest } from './generation';

export type GenerationMessage = ({ id: string | number } & Generation) | { id: string | number; error: string };

if (process.send) {
  let generate: ReturnType<typeof createGenerator> | undefined;
  process.on('message', (message) => {
    const { id, ...request } = message as { id: string | number } & GenerationRequest;
    let answer: GenerationMessage;
    try {
      generate ??= createGenerator();
      answer = { id, ...generate(request) };
    } catch (error) {
      answer = { id, error: (error as Error).message };
    }
    process.send!(answer);
  });
  process.once('disconnect', () => process.exit());
}
