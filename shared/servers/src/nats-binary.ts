import { join } from 'node:path';
import { findProgram, versionText, type Program, type ProgramSearch } from './program';

/** The first version with several filter subjects per consumer. */
const oldest = [2, 10];

const natsServer: Program = {
  name: 'nats-server',
  packages: ['nats-server'],
  // Debian 12 has 2.9. The program is static, so that of Debian 13 (2.10.27) runs on older releases.
  release: 'trixie',
  folder: join('usr', 'sbin'),
  oldest,
  advice:
    `Install version ${versionText(oldest)} or newer (https://nats.io/download; macOS: brew install nats-server),\n` +
    'or put the program into .tools/, or set NATS_URL to a server with JetStream.',
};

/** Finds nats-server in the search path or the tools folder, or downloads it. */
export const findNatsServer = async (search: ProgramSearch): Promise<string> => (await findProgram(natsServer, search)).binary;
