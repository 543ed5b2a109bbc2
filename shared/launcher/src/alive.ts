import { StartFailure } from '@marketplace/servers';

const isAlive = (url: string): Promise<boolean> =>
  fetch(`${url}/health/live`, { signal: AbortSignal.timeout(3_000) }).then(
    (response) => response.ok,
    () => false,
  );

/** Says what to do where no marketplace answers. */
export const requireMarketplace = async (url: string, command: string): Promise<void> => {
  if (!(await isAlive(url)))
    throw new StartFailure(
      `No marketplace answers at ${url}. Start one in another terminal: npm start (or say where: PORT=… npm run ${command})`,
    );
};
