import { http } from '@google-cloud/functions-framework';
import { page } from './service';

http('console', page);
