import { z } from 'zod';
import { gatewayPort, readEnv } from '../command/env';

const urlOn = (port: number): string => `http://127.0.0.1:${port.toString()}`;

const localMarketplace = z.object({ PORT: gatewayPort });

/** The environment of `npm run demo`: the marketplace on this machine. */
export const demoEnv = (): { readonly url: string } => ({ url: urlOn(readEnv(localMarketplace).PORT) });

const remoteMarketplace = z.object({ GATEWAY_URL: z.url(), OPERATOR_EMAIL: z.email(), OPERATOR_PASSWORD: z.string().min(1) });

/** The environment of `demo-data-command`: the marketplace and its operator. */
export const demoDataEnv = () => {
  const { GATEWAY_URL, OPERATOR_EMAIL, OPERATOR_PASSWORD } = readEnv(remoteMarketplace);
  return { url: GATEWAY_URL, operator: { email: OPERATOR_EMAIL, password: OPERATOR_PASSWORD } };
};

/** Defaults to the marketplace on this machine and the demo operator. */
const anyMarketplace = remoteMarketplace.partial().extend(localMarketplace.shape);

/** The environment of `npm run reindex`: the marketplace and, optionally, its operator. */
export const reindexEnv = () => {
  const { PORT, GATEWAY_URL, OPERATOR_EMAIL, OPERATOR_PASSWORD } = readEnv(anyMarketplace);
  return {
    url: GATEWAY_URL ?? urlOn(PORT),
    ...(OPERATOR_EMAIL === undefined || OPERATOR_PASSWORD === undefined
      ? {}
      : { operator: { email: OPERATOR_EMAIL, password: OPERATOR_PASSWORD } }),
  };
};

/** The environment of `import-online-retail`: the marketplace and its operator. */
export const retailEnv = (operator: { readonly email: string; readonly password: string }) => {
  const { PORT, GATEWAY_URL, OPERATOR_EMAIL = operator.email, OPERATOR_PASSWORD = operator.password } = readEnv(anyMarketplace);
  return { url: GATEWAY_URL ?? urlOn(PORT), operator: { email: OPERATOR_EMAIL, password: OPERATOR_PASSWORD } };
};
