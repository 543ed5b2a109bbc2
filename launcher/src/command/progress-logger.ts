/** Prints what happens, as it happens: when, which part of the story, what. */
export type ProgressLogger = (part: string, text: string) => void;

const partWidth = 15;

const isTerminal = process.stdout.isTTY;

const faint = (text: string): string => (isTerminal ? `\u001b[2m${text}\u001b[22m` : text);
const strong = (text: string): string => (isTerminal ? `\u001b[1m${text}\u001b[22m` : text);

export const progressLogger = (): ProgressLogger => {
  const began = performance.now();
  let before = '';
  return (part, text) => {
    const time = `${((performance.now() - began) / 1_000).toFixed(2).padStart(6)} s`;
    // A part is named when it begins; its further lines stand below it.
    const label = (part === before ? '' : part).padEnd(partWidth);
    before = part;
    console.log(`${faint(time)}  ${strong(label)}  ${text}`);
  };
};

/** "OUT_FOR_DELIVERY" as people say it. */
export const spoken = (code: string): string => code.toLowerCase().replaceAll('_', ' ');
