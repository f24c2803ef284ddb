import { cloudEvent } from '@google-cloud/functions-framework';
import { createEvaluationShard } from './handler';
import { createShardDeps } from './deps';

cloudEvent('evaluation-shard', createEvaluationShard(createShardDeps));
