import { escapeHtml, html, type HttpAnswer, type HttpRequest } from '../http-server';
import { printed } from './amounts';
import { authorise, fail } from './intents';
import type { Desk, Intent } from './records';

const failure = {
  type: 'invalid_request_error',
  code: 'payment_intent_authentication_failure',
  message:
    'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
} as const;

const page = (title: string, content: string): HttpAnswer =>
  html(
    200,
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>body{font:16px system-ui;max-width:26rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.6rem 1.2rem;margin-right:.5rem}</style>
</head><body><h1>${title}</h1>${content}</body></html>`,
  );

const question = (intent: Intent): HttpAnswer =>
  page(
    '3D Secure test page',
    `<p>Your bank asks: do you want to pay <strong>${escapeHtml(printed(intent.amount, intent.currency))}</strong>?</p>
<form method="post"><button name="decision" value="complete">Complete</button><button name="decision" value="fail">Fail</button></form>`,
  );

const decide = (desk: Desk, intent: Intent, decision: string | null): Intent => {
  if (intent.status !== 'requires_action') return intent;
  if (decision === 'complete') return authorise(desk, intent);
  return fail(desk, intent, { ...failure, paymentMethodId: intent.paymentMethodId ?? '' });
};

const wayBack = (intent: Intent): HttpAnswer => {
  const succeeded = intent.status === 'requires_capture' || intent.status === 'succeeded';
  if (intent.returnUrl === null) return page(succeeded ? 'Payment authenticated' : 'Payment failed', '<p>You can close this window.</p>');
  const back = new URL(intent.returnUrl);
  back.searchParams.set('payment_intent', intent.id);
  back.searchParams.set('payment_intent_client_secret', intent.clientSecret);
  back.searchParams.set('redirect_status', succeeded ? 'succeeded' : 'failed');
  return { status: 303, headers: { Location: back.toString() }, body: '' };
};

/** Serves the authentication page of the customer's bank. Returns undefined for other requests. */
export const answerAuthentication = (desk: Desk, request: HttpRequest): HttpAnswer | undefined => {
  const [, id] = /^\/authenticate\/(pi_\w+)$/.exec(request.path) ?? [];
  if (id === undefined) return undefined;
  const intent = desk.books.intents.get(id);
  if (intent?.clientSecret !== (request.query.get('client_secret') ?? ''))
    return html(404, '<title>Not found</title><p>No such payment.</p>');
  if (request.method === 'GET') return intent.status === 'requires_action' ? question(intent) : wayBack(intent);
  return wayBack(decide(desk, intent, new URLSearchParams(request.body).get('decision')));
};
