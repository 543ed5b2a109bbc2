import { z } from 'zod';
import { gatewayPort, readEnv } from '../command/env';

const urlOn = (port: number): string => `http://127.0.0.1:${port.toString()}`;

const local = z.object({ PORT: gatewayPort });

/** `npm run demo` plays in the marketplace on this machine. */
export const demoEnv = (): { readonly url: string } => ({ url: urlOn(readEnv(local).PORT) });

const anywhere = z.object({ GATEWAY_URL: z.url(), OPERATOR_EMAIL: z.email(), OPERATOR_PASSWORD: z.string().min(1) });

/** Where `demo-data-command` loads the demo marketplace, and as which operator. */
export const demoDataEnv = () => {
  const { GATEWAY_URL, OPERATOR_EMAIL, OPERATOR_PASSWORD } = readEnv(anywhere);
  return { url: GATEWAY_URL, operator: { email: OPERATOR_EMAIL, password: OPERATOR_PASSWORD } };
};

/** On this machine, and as the demo operator, unless another marketplace or operator is named. */
const usual = anywhere.partial().extend(local.shape);

/** Where `npm run reindex` rebuilds, and as which operator, where one is named. */
export const reindexEnv = () => {
  const { PORT, GATEWAY_URL, OPERATOR_EMAIL, OPERATOR_PASSWORD } = readEnv(usual);
  return {
    url: GATEWAY_URL ?? urlOn(PORT),
    ...(OPERATOR_EMAIL === undefined || OPERATOR_PASSWORD === undefined
      ? {}
      : { operator: { email: OPERATOR_EMAIL, password: OPERATOR_PASSWORD } }),
  };
};

/** Where `import-online-retail` opens its shop, and as which operator. */
export const retailEnv = (operator: { readonly email: string; readonly password: string }) => {
  const { PORT, GATEWAY_URL, OPERATOR_EMAIL = operator.email, OPERATOR_PASSWORD = operator.password } = readEnv(usual);
  return { url: GATEWAY_URL ?? urlOn(PORT), operator: { email: OPERATOR_EMAIL, password: OPERATOR_PASSWORD } };
};
