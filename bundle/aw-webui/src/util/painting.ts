/** What may wait until the page was painted. */

/** Milliseconds after which it is done anyway: a page that nobody sees is never painted. */
const PATIENCE = 200;

/** Run `act` once, in a task of its own right after the next painting; the function returned keeps it from being run. */
export function afterPainting(act: () => void): () => void {
  const { port1, port2 } = new MessageChannel();
  let due = true;
  const stop = () => {
    due = false;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    port1.close();
  };
  const run = () => {
    if (!due) return;
    stop();
    act();
  };
  port1.onmessage = run;
  const frame = requestAnimationFrame(() => port2.postMessage(null));
  const timer = setTimeout(run, PATIENCE);
  return stop;
}
