import type { PaymentProvider } from '../payment-provider/payment-provider';

/** The members of the provider's objects that the specs read. */
export type Body = {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
  readonly latest_charge: string;
  readonly next_action: { readonly redirect_to_url: { readonly url: string } };
  readonly error: {
    readonly code?: string;
    readonly decline_code?: string;
    readonly type: string;
    readonly message: string;
    readonly payment_intent: Body;
  };
  readonly data: readonly Body[];
};

export type Answer = { readonly status: number; readonly body: Body; readonly headers: Headers };
export type CallOptions = {
  readonly key?: string;
  readonly token?: string;
  readonly giveUpAfterMs?: number;
  readonly leaving?: AbortSignal;
};
type Form = Readonly<Record<string, string>>;

export type PaymentClient = {
  readonly get: (path: string, query?: Form) => Promise<Answer>;
  readonly post: (path: string, form?: Form, options?: CallOptions) => Promise<Answer>;
  /** Authorizes 25.00 EUR on a valid card by default. */
  readonly hold: (form?: Form, options?: CallOptions) => Promise<Answer>;
  readonly capture: (id: string, form?: Form, options?: CallOptions) => Promise<Answer>;
};

export const secretKey = 'sk_test_simulator';

const held = { amount: '2500', currency: 'eur', payment_method: 'pm_card_visa', confirm: 'true', capture_method: 'manual' };

const toAnswer = async (response: Response): Promise<Answer> => ({
  status: response.status,
  body: (await response.json()) as Body,
  headers: response.headers,
});

/** An HTTP client of the running provider. */
export const paymentClient = (provider: () => PaymentProvider): PaymentClient => {
  const post: PaymentClient['post'] = async (path, form = {}, { key, token = secretKey, giveUpAfterMs, leaving } = {}) => {
    const response = await fetch(`${provider().url}/v1/${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, ...(key === undefined ? {} : { 'Idempotency-Key': key }) },
      body: new URLSearchParams(form),
      ...(giveUpAfterMs === undefined ? {} : { signal: AbortSignal.timeout(giveUpAfterMs) }),
      ...(leaving === undefined ? {} : { signal: leaving }),
    });
    return toAnswer(response);
  };
  return {
    post,
    get: async (path, query = {}) => {
      const target = `${provider().url}/v1/${path}?${new URLSearchParams(query).toString()}`;
      return toAnswer(await fetch(target, { headers: { Authorization: `Bearer ${secretKey}` } }));
    },
    hold: (form = {}, options = {}) => post('payment_intents', { ...held, ...form }, options),
    capture: (id, form = {}, options = {}) => post(`payment_intents/${id}/capture`, form, options),
  };
};
