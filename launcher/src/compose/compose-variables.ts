import { randomBytes } from 'node:crypto';
import { demoOperator } from '../command/logins';
import { contextNames } from '../command/paths';
import { rolePassword, type Secrets } from '../contexts/secrets';

/** The variables of docker-compose.yml. Role passwords are the same as in provisioning. */
export const composeVariables = (secrets: Secrets): Readonly<Record<string, string>> => {
  const passwords = contextNames.flatMap((name) =>
    (['service', 'owner'] as const).map(
      (role) => [`${name.toUpperCase()}_${role.toUpperCase()}_PASSWORD`, rolePassword(secrets.databaseKey, `${name}_${role}`)] as const,
    ),
  );
  return {
    POSTGRES_PASSWORD: randomBytes(24).toString('base64url'),
    DATABASE_KEY: secrets.databaseKey,
    IDENTITY_KEY: secrets.identityKey,
    SEALING_KEY: secrets.sealingKey,
    JWT_PRIVATE_JWK: JSON.stringify(secrets.jwtPrivateJwk),
    OPERATOR_EMAIL: demoOperator.email,
    // Not the demo password: containers may be reachable from other machines.
    OPERATOR_PASSWORD: randomBytes(12).toString('base64url'),
    STRIPE_SECRET_KEY: secrets.stripe.secretKey,
    STRIPE_WEBHOOK_SECRET: secrets.stripe.webhookSecret,
    SWIFTPOST_API_KEY: secrets.swiftpost.apiKey,
    SWIFTPOST_WEBHOOK_SECRET: secrets.swiftpost.webhookSecret,
    ...Object.fromEntries(passwords),
  };
};

/** Formats an env file with values in single quotes, which disable interpolation. */
export const envFile = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
