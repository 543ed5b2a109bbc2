import type { Keyring } from '../idempotency';
import { type HttpAnswer, json, type Reply } from '../http-server';
import type { Trouble } from './cards';
import { internalError, ProviderFault, rateLimited } from './faults';
import { canonical, decodeForm } from './form';
import { readParameters } from './parameters';
import type { Desk } from './records';
import type { Route } from './routes';
import type { Troubles } from './troubles';

export type ExecutionParts = {
  /** The operations for one request. Their events include the ID of the request. */
  readonly deskFor: (request: { readonly id: string; readonly key: string | null }) => Desk;
  readonly keyring: Keyring<HttpAnswer>;
  readonly troubles: Troubles;
  readonly changed: () => void;
};

/** A routed request. */
export type Call = {
  readonly route: Route;
  readonly id: string;
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly key: string | undefined;
  readonly requestId: string;
};

const slowMs = 2000;

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, milliseconds).unref());

export const errorAnswer = (fault: ProviderFault): HttpAnswer => {
  const { code } = fault.error;
  const docUrl = code === undefined ? {} : { doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` };
  const retry = fault.status >= 500 || fault.status === 429 || fault.status === 409 ? { 'Stripe-Should-Retry': String(!fault.saved) } : {};
  const realm = fault.status === 401 ? { 'WWW-Authenticate': 'Bearer realm="Stripe"' } : {};
  return json(fault.status, { error: { ...fault.error, ...docUrl } }, { ...retry, ...realm });
};

type Outcome = { readonly answer: HttpAnswer; readonly saved: boolean };

const perform = (run: () => object): Outcome => {
  try {
    return { answer: json(200, run()), saved: true };
  } catch (fault) {
    if (fault instanceof ProviderFault) return { answer: errorAnswer(fault), saved: fault.saved };
    throw fault;
  }
};

const notDone = (trouble: Trouble | undefined): Reply | undefined => {
  if (trouble === 'hang') return 'silence';
  if (trouble === 'error-500') return errorAnswer(internalError(false));
  return trouble === 'rate-limit' ? errorAnswer(rateLimited()) : undefined;
};

/** Executes a request that has claimed its idempotency key, with simulated failures. */
export const createExecution = ({ deskFor, keyring, troubles, changed }: ExecutionParts): ((call: Call) => Promise<Reply>) => {
  const remember = (key: string | undefined, { answer, saved }: Outcome): void => {
    if (key !== undefined && saved) keyring.save(key, answer);
    else if (key !== undefined) keyring.release(key);
    changed();
  };

  return async ({ route, id, path, parameters, key, requestId }: Call): Promise<Reply> => {
    const fingerprint = `${path}?${canonical(parameters)}`;
    const trouble = troubles.next({ operation: route.operation, id, parameters, fingerprint });
    const lost = notDone(trouble);
    if (lost !== undefined) {
      if (key !== undefined) keyring.release(key);
      return lost;
    }
    const desk = deskFor({ id: requestId, key: key ?? null });
    const done = perform(() => route.run(desk, readParameters(decodeForm(parameters), route.shape), id));
    if (trouble === 'slow') await wait(slowMs);
    const outcome = trouble === 'error-500-saved' ? { answer: errorAnswer(internalError(true)), saved: true } : done;
    const answer = { ...outcome.answer, headers: { ...outcome.answer.headers, 'Original-Request': requestId } };
    remember(key, { ...outcome, answer });
    if (trouble === 'timeout') return 'silence';
    return trouble === 'break' ? 'break' : answer;
  };
};
