/** Prints progress: elapsed time, topic and text. */
export type ProgressLogger = (topic: string, text: string) => void;

const topicWidth = 15;

const isTerminal = process.stdout.isTTY;

const faint = (text: string): string => (isTerminal ? `\u001b[2m${text}\u001b[22m` : text);
const strong = (text: string): string => (isTerminal ? `\u001b[1m${text}\u001b[22m` : text);

export const progressLogger = (): ProgressLogger => {
  const startedAt = performance.now();
  let previous = '';
  return (topic, text) => {
    const time = `${((performance.now() - startedAt) / 1_000).toFixed(2).padStart(6)} s`;
    // The topic is printed only on its first line.
    const label = (topic === previous ? '' : topic).padEnd(topicWidth);
    previous = topic;
    console.log(`${faint(time)}  ${strong(label)}  ${text}`);
  };
};

/** Formats an enum value for people: "OUT_FOR_DELIVERY" becomes "out for delivery". */
export const humanize = (code: string): string => code.toLowerCase().replaceAll('_', ' ');
