import { resolve } from 'node:path';

/** The folder of downloaded server programs. */
export const toolsDir = resolve(__dirname, '../../../.tools');
