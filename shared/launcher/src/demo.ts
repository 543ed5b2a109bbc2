import { complain } from './complaint';
import { playBuyer } from './demo-buyer';
import { launcherEnv } from './env';
import { createNarrator } from './narrator';

const isAlive = (url: string): Promise<boolean> =>
  fetch(`${url}/health/live`, { signal: AbortSignal.timeout(3_000) }).then(
    (response) => response.ok,
    () => false,
  );

const main = async (): Promise<void> => {
  const { port } = launcherEnv();
  const url = `http://127.0.0.1:${port.toString()}`;
  if (!(await isAlive(url)))
    throw new Error(`No marketplace answers at ${url}. Start one in another terminal: npm start (or say where: PORT=… npm run demo)`);
  await playBuyer(url, createNarrator());
};

main().catch(complain);
