import { resolve } from 'node:path';

/** Where server programs are put that had to be fetched. */
export const toolsDir = resolve(__dirname, '../../../.tools');
