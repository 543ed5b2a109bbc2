import type { JsMsg } from 'nats';
import type { Log } from '../core/log';

/** Sends a response to the broker. If the connection is closed, the broker redelivers the message. */
export const respondSafely = (respond: () => void): void => {
  try {
    respond();
  } catch {
    // Redelivered after ack_wait, and then found in the inbox.
  }
};

let finished: JsMsg[] = [];

/** Acknowledges all messages that were handled in the same turn of the event loop with one write. */
export const acknowledge = (message: JsMsg): void => {
  finished.push(message);
  if (finished.length > 1) return;
  setImmediate(() => {
    const messages = finished;
    finished = [];
    for (const each of messages) respondSafely(() => each.ack());
  });
};

// About five minutes in total, long enough for a rolling release.
const redeliverAfterMilliseconds = 3_000;
const maxDeliveries = 100;

/**
 * Returns a message that this release does not handle. During a rolling release, a replica that handles it receives it on a later delivery.
 * Otherwise it is skipped in the end.
 */
export const returnUnhandled = (message: JsMsg, log: Log): void => {
  if (message.info.deliveryCount <= maxDeliveries) {
    respondSafely(() => {
      message.nak(redeliverAfterMilliseconds);
    });
    return;
  }
  log.warn({ subject: message.subject }, 'message skipped, no replica handles it');
  acknowledge(message);
};
