import { cloudEvent } from '@google-cloud/functions-framework';
import { createMonitorDeps } from './deps';
import { createMonitor } from './handler';

cloudEvent('monitor', createMonitor(createMonitorDeps));
