import { cloudEvent } from '@google-cloud/functions-framework';
import { createIndexDeps } from './deps';
import { createIndex } from './handler';

cloudEvent('index', createIndex(createIndexDeps));
