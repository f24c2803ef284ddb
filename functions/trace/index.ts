import { cloudEvent } from '@google-cloud/functions-framework';
import { createTraceDeps } from './deps';
import { createTrace } from './handler';

cloudEvent('trace', createTrace(createTraceDeps));
