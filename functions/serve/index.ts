import { http } from '@google-cloud/functions-framework';
import { leaveBodiesUnparsed } from './http/unparsed';
import { serve } from './service';

leaveBodiesUnparsed();
http('serve', serve);
