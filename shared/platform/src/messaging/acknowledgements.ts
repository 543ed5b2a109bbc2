import type { JsMsg } from 'nats';
import type { Log } from '../core/log';

/** Answers the broker. Without a connection it gets no answer, and delivers the message again. */
export const tellBroker = (word: () => void): void => {
  try {
    word();
  } catch {
    // Redelivered after ack_wait, and then found in the inbox.
  }
};

let finished: JsMsg[] = [];

/** Acknowledges with everything else that was finished in this turn of the event loop: one write instead of many. */
export const acknowledge = (message: JsMsg): void => {
  finished.push(message);
  if (finished.length > 1) return;
  setImmediate(() => {
    const messages = finished;
    finished = [];
    for (const each of messages) tellBroker(() => each.ack());
  });
};

// Together about five minutes: as long as two releases run beside each other.
const betweenOffersMilliseconds = 3_000;
const mostOffers = 100;

/**
 * For a message that this release does not handle. While two releases run beside each other, the one that handles it gets it on a
 * later delivery. A message that is still undelivered from before the consumer was changed is skipped in the end.
 */
export const leaveToOthers = (message: JsMsg, log: Log): void => {
  if (message.info.deliveryCount <= mostOffers) {
    tellBroker(() => {
      message.nak(betweenOffersMilliseconds);
    });
    return;
  }
  log.warn({ subject: message.subject }, 'message skipped: no replica handles it');
  acknowledge(message);
};
