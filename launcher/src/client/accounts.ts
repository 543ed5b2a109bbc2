import { demoPassword } from '../command/logins';
import { codesOf, graphClient, type GraphClient, type Payload, type TokenSource, type UserError } from './graph-client';
import { retryUntil } from './retry-until';
import { refreshingToken } from './refreshing-token';

const errors = 'userErrors { code message }';

/** The operations that open a shop: account, seller and category. */
export const shopDocuments = {
  register: `mutation Register($input: UserRegisterInput!) { userRegister(input: $input) { accessToken ${errors} } }`,

  logIn: `mutation LogIn($input: UserLoginInput!) { userLogin(input: $input) { accessToken ${errors} } }`,

  mySellers: `query MySellers { me { sellers { id name status } } }`,

  apply: `mutation Apply($input: SellerApplyInput!) { sellerApply(input: $input) { seller { id } ${errors} } }`,

  approve: `mutation Approve($input: SellerApproveInput!) { sellerApprove(input: $input) { seller { id status } ${errors} } }`,

  categories: `query Categories { categories { id slug } }`,

  createCategory: `mutation CreateCategory($input: CategoryCreateInput!) { categoryCreate(input: $input) { category { id } ${errors} } }`,
} as const;

/** The error of a rejected mutation while demo data is loaded. */
export const loadError = (what: string, userErrors: readonly UserError[]): Error =>
  new Error(
    `The demo marketplace could not be loaded: ${what}: ${userErrors.map(({ code, message }) => `${code} (${message})`).join(', ')}`,
  );

export type Session = { readonly accessToken: string | null; readonly userErrors: readonly UserError[] };

/** A client of a signed-in user, with the source of its access tokens. */
export type SignedInClient = GraphClient & { readonly token: TokenSource };

/** True when a payload has none of these error codes: codes that disappear when another context has received an event, or under less load. */
export const withoutErrors =
  (...temporaryCodes: readonly string[]) =>
  (payload: { readonly userErrors: readonly UserError[] }): boolean =>
    !codesOf(payload).some((code) => temporaryCodes.includes(code));

const busy = 'TOO_MANY_REQUESTS';

const tokenFor = async (url: string, input: { readonly email: string; readonly password: string }): Promise<string> => {
  const send = async (): Promise<Session> =>
    (await graphClient({ url }).request<{ userLogin: Session }>(shopDocuments.logIn, { input })).userLogin;
  const session = await retryUntil(send, withoutErrors(busy));
  if (session.accessToken === null) throw loadError(`logging in ${input.email}`, session.userErrors);
  return session.accessToken;
};

/** A client that renews its access token. */
const signedInClient = (url: string, first: string, renew: () => Promise<string>): SignedInClient => {
  const token = refreshingToken(first, renew);
  return { ...graphClient({ url, token }), token };
};

export const signIn = async (url: string, email: string, password: string = demoPassword): Promise<SignedInClient> => {
  const input = { email, password };
  return signedInClient(url, await tokenFor(url, input), () => tokenFor(url, input));
};

/** Registers an account, or signs in if an interrupted start has registered it. */
export const registerOrSignIn = async (url: string, email: string, displayName: string): Promise<SignedInClient> => {
  const input = { email, password: demoPassword, displayName };
  const send = async (): Promise<Session> =>
    (await graphClient({ url }).request<{ userRegister: Session }>(shopDocuments.register, { input })).userRegister;
  const session = await retryUntil(send, withoutErrors(busy));
  if (codesOf(session).includes('EMAIL_TAKEN')) return signIn(url, email);
  if (session.accessToken === null) throw loadError(`registering ${email}`, session.userErrors);
  return signedInClient(url, session.accessToken, () => tokenFor(url, { email, password: demoPassword }));
};

type ShopOwner = { readonly email: string; readonly name: string; readonly countryCode: string };

/** Opens a shop and signs in after its approval, because the access token includes the roles. */
export const openShop = async (
  { email, name, countryCode }: ShopOwner,
  { url, operator }: { readonly url: string; readonly operator: GraphClient },
): Promise<{ readonly client: SignedInClient; readonly sellerId: string }> => {
  const applicant = await registerOrSignIn(url, email, name);
  const { me } = await applicant.request<{ me: { sellers: readonly { id: string; name: string }[] } }>(shopDocuments.mySellers);
  const known = me.sellers.find((seller) => seller.name === name)?.id;
  const apply = async (): Promise<string> => {
    const { sellerApply } = await applicant.request<{ sellerApply: Payload<'seller', { id: string }> }>(shopDocuments.apply, {
      input: { name, countryCode },
    });
    if (sellerApply.seller === null) throw loadError(`application of ${name}`, sellerApply.userErrors);
    return sellerApply.seller.id;
  };
  const sellerId = known ?? (await apply());
  const { sellerApprove } = await operator.request<{ sellerApprove: Payload<'seller', unknown> }>(shopDocuments.approve, {
    input: { sellerId },
  });
  if (sellerApprove.seller === null) throw loadError(`approval of ${name}`, sellerApprove.userErrors);
  return { client: await signIn(url, email), sellerId };
};
