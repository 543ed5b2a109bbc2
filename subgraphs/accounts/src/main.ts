import { isRefused, seconds, hours, systemOf, type Cause } from '@marketplace/kernel';
import { defineContext, newId, runAsService, StaleWrite, type ContextParts, type Platform } from '@marketplace/platform';
import { accessTokens, keySetOf } from './adapters/crypto/access-tokens';
import { argonPasswords } from './adapters/crypto/passwords';
import { secrets } from './adapters/crypto/secrets';
import { SellerResolver } from './adapters/graphql/seller.resolver';
import { SessionResolver } from './adapters/graphql/session.resolver';
import { UserResolver } from './adapters/graphql/user.resolver';
import { PublicProfileType } from './adapters/graphql/user.types';
import { keySetRoute } from './adapters/http/key-set';
import { ofSeller, ofUser } from './adapters/nats/publications';
import { addressBook } from './adapters/postgres/address-book';
import { loginAttempts } from './adapters/postgres/login-attempts';
import { Accounts1700000001000 } from './adapters/postgres/migrations/1700000001000-accounts';
import { passwordResetRepository } from './adapters/postgres/password-reset-repository';
import { profiles, publicProfiles } from './adapters/postgres/profiles';
import { AddressRecordSchema, ProfileRecordSchema } from './adapters/postgres/records';
import { sellerRepository } from './adapters/postgres/seller-repository';
import { cachedSellers } from './adapters/postgres/cached-sellers';
import { sellerViews } from './adapters/postgres/seller-views';
import { sessionRepository } from './adapters/postgres/session-repository';
import { userRepository } from './adapters/postgres/user-repository';
import { userViews } from './adapters/postgres/user-views';
import { createPasswordResets, type PasswordResets } from './application/passwords';
import { createPeople } from './application/people';
import type { Ports } from './application/ports';
import { createPurge } from './application/purge';
import { createSellers } from './application/sellers';
import { createSignIn, type SignIn } from './application/sign-in';
import { accountsEnvironment, type AccountsEnvironment } from './env';

const ownCause = (): Cause => ({ actor: systemOf('accounts'), correlationId: newId() });

const portsOf = async (platform: Platform<AccountsEnvironment>): Promise<Ports> => {
  const { env, db, clock, newId, seal } = platform;
  const announceUser = ofUser(seal);
  return {
    users: userRepository(db, announceUser),
    sessions: sessionRepository(db, announceUser),
    resets: passwordResetRepository(db, announceUser),
    attempts: loginAttempts(db),
    passwords: await argonPasswords(),
    secrets,
    accessTokens: await accessTokens(env.JWT_PRIVATE_JWK),
    userViews: userViews(db),
    publicProfiles: publicProfiles(platform),
    profiles: profiles(platform),
    addresses: addressBook(db),
    sellers: sellerRepository(db, ofSeller),
    sellerViews: cachedSellers(sellerViews(db), platform),
    clock,
    newId,
  };
};

/** Several replicas may start at once: the one that comes second finds the e-mail taken. */
const ensureOperator = async (signIn: SignIn, { env, log }: Platform<AccountsEnvironment>): Promise<void> => {
  const { BOOTSTRAP_OPERATOR_EMAIL: email, BOOTSTRAP_OPERATOR_PASSWORD: password } = env;
  if (email === undefined || password === undefined) return;
  try {
    const outcome = await signIn.ensureOperator({ email, password }, ownCause());
    if (!isRefused(outcome)) log.info({ userId: outcome }, 'first operator made');
  } catch (error) {
    if (!(error instanceof StaleWrite)) throw error;
  }
};

const jobsOf = (ports: Ports, resets: PasswordResets): ContextParts['jobs'] => {
  const purge = createPurge(ports);
  return [
    { name: 'answer-reset-requests', every: seconds(1), run: (now) => resets.answerRequests(now, ownCause) },
    { name: 'purge-sessions', every: hours(1), run: purge.sessions },
    { name: 'purge-password-resets', every: hours(1), run: purge.resets },
    { name: 'purge-login-attempts', every: hours(1), run: purge.attempts },
  ];
};

export const context = defineContext({
  name: 'accounts',
  env: accountsEnvironment,
  migrations: [Accounts1700000001000],
  entities: [AddressRecordSchema, ProfileRecordSchema],
  wire: async (platform) => {
    const { env } = platform;
    const ports = await portsOf(platform);
    const signIn = createSignIn(ports);
    const resets = createPasswordResets(ports);
    await ensureOperator(signIn, platform);
    const views = { users: ports.userViews, profiles: ports.publicProfiles, sellers: ports.sellerViews, addresses: ports.addresses };
    const users = new UserResolver({ people: createPeople(ports), views });
    const sellers = new SellerResolver({ sellers: createSellers(ports), views });
    return {
      subgraph: {
        resolvers: [
          [SessionResolver, new SessionResolver({ signIn, resets })],
          [UserResolver, users],
          [SellerResolver, sellers],
        ],
        types: [PublicProfileType],
        references: { User: users.reference, PublicProfile: users.publicReference, Seller: sellers.reference },
      },
      listens: [],
      jobs: jobsOf(ports, resets),
      webhooks: { '.well-known/jwks.json': keySetRoute(keySetOf(env.JWT_PRIVATE_JWK, env.JWT_PREVIOUS_PUBLIC_JWKS?.keys ?? [])) },
    };
  },
});

runAsService(context, module);
