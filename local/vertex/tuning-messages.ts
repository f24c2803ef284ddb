/** What the cloud and a training process tell each other over IPC. */
import type { TuningMessage } from './model/tune-process';
import type { TuningRequest } from './model/request';

/** Sent once to a fresh process. Sent again with the same content, it goes on where the last process stopped. */
export type TuneRequest = TuningRequest;
export type TuneMessage = TuningMessage;
export type TuneProgress = Extract<TuningMessage, { type: 'progress' }>;
export type TuneCheckpoint = Extract<TuningMessage, { type: 'checkpoint' }>;
