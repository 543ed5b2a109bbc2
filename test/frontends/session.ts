/** The answer of `userLogin` and `sessionRefresh`. Tokens are null if `userErrors` is not empty. */
type Tokens = {
  readonly accessToken: string | null;
  readonly refreshToken: string | null;
  readonly expiresAt: string | null;
  readonly userErrors: readonly { readonly message: string }[];
};

const logIn = `mutation LogIn($input: UserLoginInput!) {
  tokens: userLogin(input: $input) { accessToken refreshToken expiresAt userErrors { message } }
}`;

const refresh = `mutation Refresh($input: SessionRefreshInput!) {
  tokens: sessionRefresh(input: $input) { accessToken refreshToken expiresAt userErrors { message } }
}`;

const requestTokens = async (url: string, query: string, input: object): Promise<Tokens> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { data } = (await response.json()) as { readonly data?: { readonly tokens: Tokens } };
  if (data === undefined) throw new Error('The marketplace is unavailable. Try again later.');
  return data.tokens;
};

/** Returns a function that provides a valid access token and refreshes it 30 seconds before it expires. */
export const openSession = async (url: string, email: string, password: string): Promise<() => Promise<string>> => {
  let current = await requestTokens(url, logIn, { email, password });
  let refreshing: Promise<void> | undefined;

  const renew = async (): Promise<void> => {
    // A refresh token works once: store the new one.
    current = await requestTokens(url, refresh, { refreshToken: current.refreshToken });
  };

  return async () => {
    if (Date.parse(current.expiresAt ?? '') - Date.now() < 30_000) {
      refreshing ??= renew().finally(() => (refreshing = undefined));
      await refreshing;
    }
    if (current.accessToken === null) throw new Error(current.userErrors[0]?.message ?? 'Log in again.');
    return current.accessToken;
  };
};
