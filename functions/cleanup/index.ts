import { cloudEvent } from '@google-cloud/functions-framework';
import { createCleanupDeps } from './deps';
import { createCleanup } from './handler';

cloudEvent('cleanup', createCleanup(createCleanupDeps));
