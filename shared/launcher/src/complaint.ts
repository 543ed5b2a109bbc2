/** Ends a command: what is wrong in one line, and exit code 1. */
export const complain = (fault: unknown): void => {
  console.error(fault instanceof Error ? fault.message : String(fault));
  process.exitCode = 1;
};
