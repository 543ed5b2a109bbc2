import { demoPassword } from '../command/logins';
import { codesOf, graphClient, type GraphClient, type Payload, type TokenSource, type UserError } from './graph-client';
import { retryUntil } from './retry-until';
import { refreshingToken } from './refreshing-token';

const errors = 'userErrors { code message }';

/** What opens a shop: an account, a seller, and a category to sell in. */
export const shopDocuments = {
  register: `mutation Register($input: UserRegisterInput!) { userRegister(input: $input) { accessToken ${errors} } }`,

  logIn: `mutation LogIn($input: UserLoginInput!) { userLogin(input: $input) { accessToken ${errors} } }`,

  mySellers: `query MySellers { me { sellers { id name status } } }`,

  apply: `mutation Apply($input: SellerApplyInput!) { sellerApply(input: $input) { seller { id } ${errors} } }`,

  approve: `mutation Approve($input: SellerApproveInput!) { sellerApprove(input: $input) { seller { id status } ${errors} } }`,

  categories: `query Categories { categories { id slug } }`,

  createCategory: `mutation CreateCategory($input: CategoryCreateInput!) { categoryCreate(input: $input) { category { id } ${errors} } }`,
} as const;

/** The error that ends a load: what was refused, and why. */
export const told = (what: string, userErrors: readonly UserError[]): Error =>
  new Error(
    `The demo marketplace could not be loaded: ${what}: ${userErrors.map(({ code, message }) => `${code} (${message})`).join(', ')}`,
  );

export type Session = { readonly accessToken: string | null; readonly userErrors: readonly UserError[] };

/** A client in somebody's name, and the tokens that it has for it. */
export type SignedIn = GraphClient & { readonly token: TokenSource };

/** Waits while another context has not heard yet, and while too many passwords are being checked at once. */
export const isSettled =
  (...passing: readonly string[]) =>
  (payload: { readonly userErrors: readonly UserError[] }): boolean =>
    !codesOf(payload).some((code) => passing.includes(code));

const busy = 'TOO_MANY_REQUESTS';

const tokenFor = async (url: string, input: { readonly email: string; readonly password: string }): Promise<string> => {
  const attempt = async (): Promise<Session> =>
    (await graphClient({ url }).request<{ userLogin: Session }>(shopDocuments.logIn, { input })).userLogin;
  const session = await retryUntil(attempt, isSettled(busy));
  if (session.accessToken === null) throw told(`logging in ${input.email}`, session.userErrors);
  return session.accessToken;
};

/** Somebody who stays logged in, however long their work takes. */
const staying = (url: string, first: string, renew: () => Promise<string>): SignedIn => {
  const token = refreshingToken(first, renew);
  return { ...graphClient({ url, token }), token };
};

export const signIn = async (url: string, email: string, password: string = demoPassword): Promise<SignedIn> => {
  const input = { email, password };
  return staying(url, await tokenFor(url, input), () => tokenFor(url, input));
};

/** A new account, or the one that an interrupted start has left. */
export const join = async (url: string, email: string, displayName: string): Promise<SignedIn> => {
  const input = { email, password: demoPassword, displayName };
  const attempt = async (): Promise<Session> =>
    (await graphClient({ url }).request<{ userRegister: Session }>(shopDocuments.register, { input })).userRegister;
  const session = await retryUntil(attempt, isSettled(busy));
  if (codesOf(session).includes('EMAIL_TAKEN')) return signIn(url, email);
  if (session.accessToken === null) throw told(`registering ${email}`, session.userErrors);
  return staying(url, session.accessToken, () => tokenFor(url, { email, password: demoPassword }));
};

type Owner = { readonly email: string; readonly name: string; readonly countryCode: string };

/** An approved seller's client: roles are part of the access token, so it is taken after the approval. */
export const openShop = async (
  { email, name, countryCode }: Owner,
  { url, operator }: { readonly url: string; readonly operator: GraphClient },
): Promise<{ readonly client: SignedIn; readonly sellerId: string }> => {
  const applicant = await join(url, email, name);
  const { me } = await applicant.request<{ me: { sellers: readonly { id: string; name: string }[] } }>(shopDocuments.mySellers);
  const known = me.sellers.find((seller) => seller.name === name)?.id;
  const applied = async (): Promise<string> => {
    const { sellerApply } = await applicant.request<{ sellerApply: Payload<'seller', { id: string }> }>(shopDocuments.apply, {
      input: { name, countryCode },
    });
    if (sellerApply.seller === null) throw told(`application of ${name}`, sellerApply.userErrors);
    return sellerApply.seller.id;
  };
  const sellerId = known ?? (await applied());
  const { sellerApprove } = await operator.request<{ sellerApprove: Payload<'seller', unknown> }>(shopDocuments.approve, {
    input: { sellerId },
  });
  if (sellerApprove.seller === null) throw told(`approval of ${name}`, sellerApprove.userErrors);
  return { client: await signIn(url, email), sellerId };
};
