/** What the environment says about the servers. A URL means: use that server, start none. */
export type ServersEnv = {
  readonly databaseUrl: string | undefined;
  readonly natsUrl: string | undefined;
  /** Folders in which programs are looked for. */
  readonly searchPath: readonly string[];
};

/** Where servers are installed, though an ordinary user's PATH often leaves these out. */
const usualFolders = ['/usr/local/bin', '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];

const filled = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

export const serversEnv = (): ServersEnv => ({
  databaseUrl: filled(process.env['DATABASE_URL']),
  natsUrl: filled(process.env['NATS_URL']),
  searchPath: [...(process.env['PATH'] ?? '').split(':').filter((folder) => folder !== ''), ...usualFolders],
});
