/** Presses a button on the bank's page, like the buyer's browser. */
export const answerAtBank = async (page: string, decision: 'complete' | 'fail'): Promise<void> => {
  const answer = await fetch(page, { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' });
  if (answer.status >= 400) throw new Error(`the bank's page answered ${answer.status.toString()}`);
};
