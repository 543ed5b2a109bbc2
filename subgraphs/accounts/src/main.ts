import { join } from 'node:path';
import { StaleWrite } from '@marketplace/application';
import { isRefused } from '@marketplace/kernel';
import { defineContext, migrationsIn, runAsService, type Platform } from '@marketplace/platform';
import { accessTokens, keySetOf, keySetRoute } from './adapters/crypto/access-tokens';
import { argonPasswords } from './adapters/crypto/passwords';
import { secrets } from './adapters/crypto/secrets';
import { sellerMutations } from './adapters/graphql/seller-mutations';
import { sellerEntity, SellerResolver } from './adapters/graphql/seller.resolver';
import { sessionMutations } from './adapters/graphql/session-mutations';
import { userMutations } from './adapters/graphql/user-mutations';
import { publicProfileEntity, userEntity, UserResolver } from './adapters/graphql/user.resolver';
import { PublicProfileType } from './adapters/graphql/user.types';
import { ofSeller, ofUser } from './adapters/nats/publications';
import { addressBook } from './adapters/postgres/address-book';
import { loginAttempts } from './adapters/postgres/login-attempts';
import { passwordResetRepository } from './adapters/postgres/password-reset-repository';
import { sellerStore } from './adapters/postgres/seller-store';
import { sellerViews } from './adapters/postgres/seller-views';
import { sessionRepository } from './adapters/postgres/session-repository';
import * as tables from './adapters/postgres/tables';
import { userRepository } from './adapters/postgres/user-repository';
import { profileRepository, userViews } from './adapters/postgres/user-views';
import { accountJobs } from './application/due-accounts.job';
import { createPasswordResets } from './application/password-resets';
import { createUserSettings } from './application/user-settings';
import type { Dependencies } from './application/ports';
import { createSellers } from './application/sellers';
import { createSignIn, type SignIn } from './application/sign-in';
import { accountsEnvironment, type AccountsEnvironment } from './env';

const dependenciesOf = async (platform: Platform<AccountsEnvironment>): Promise<Dependencies> => {
  const { env, db, clock, newId, seal } = platform;
  const userEventMessage = ofUser(seal);
  return {
    users: userRepository(db, userEventMessage),
    sessions: sessionRepository(db, userEventMessage),
    resets: passwordResetRepository(db, userEventMessage),
    attempts: loginAttempts(db),
    passwords: await argonPasswords(),
    secrets,
    accessTokens: await accessTokens(env.JWT_PRIVATE_JWK),
    userViews: userViews(db),
    profiles: profileRepository(platform),
    addresses: addressBook(db),
    sellers: sellerStore(db, ofSeller),
    sellerViews: sellerViews(platform),
    clock,
    newId,
  };
};

/** Several replicas may start at once: the second one finds the e-mail address taken. */
const ensureOperator = async (signIn: SignIn, { env, log, systemCause }: Platform<AccountsEnvironment>): Promise<void> => {
  const { BOOTSTRAP_OPERATOR_EMAIL: email, BOOTSTRAP_OPERATOR_PASSWORD: password } = env;
  if (email === undefined || password === undefined) return;
  try {
    const outcome = await signIn.ensureOperator({ email, password }, systemCause());
    if (!isRefused(outcome)) log.info({ userId: outcome }, 'first operator created');
  } catch (error) {
    if (!(error instanceof StaleWrite)) throw error;
  }
};

export const context = defineContext({
  name: 'accounts',
  title: 'Accounts and sellers',
  owns: 'user accounts, log-ins, addresses, sellers and their staff',
  env: accountsEnvironment,
  tables,
  migrations: migrationsIn(join(__dirname, 'adapters/postgres/migrations')),
  wire: async (platform) => {
    const { env } = platform;
    const dependencies = await dependenciesOf(platform);
    const { addresses, userViews: users, sellerViews: sellersById } = dependencies;
    const signIn = createSignIn(dependencies);
    const resets = createPasswordResets(dependencies);
    const sellers = createSellers(dependencies);
    await ensureOperator(signIn, platform);
    const [user, profile, seller] = [userEntity(users), publicProfileEntity(dependencies.profiles), sellerEntity(sellersById)];
    return {
      subgraph: {
        resolvers: [
          sessionMutations({ signIn, resets }),
          new UserResolver({ user, addresses, sellerViews: sellersById }),
          userMutations({ settings: createUserSettings(dependencies), user }),
          new SellerResolver({ seller, user, sellers }),
          sellerMutations({ sellers, seller }),
        ],
        entities: [user, profile, seller],
        types: [PublicProfileType],
      },
      handlers: [],
      jobs: accountJobs({ ...dependencies, passwordResets: resets }),
      webhooks: { '.well-known/jwks.json': keySetRoute(keySetOf(env.JWT_PRIVATE_JWK, env.JWT_PREVIOUS_PUBLIC_JWKS?.keys ?? [])) },
    };
  },
});

runAsService(context, module);
