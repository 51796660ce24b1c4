// The live stream of what happens, opened again whenever it breaks.

const PATIENCE = 1500; // ms between two attempts

/**
 * Calls `onEvent(event)` for each event and `onState(live)` when the line opens or breaks.
 * After a break the events go on where they stopped.
 */
export function listen(onEvent, onState) {
  let last = null;
  const open = () => {
    const source = new EventSource(last === null ? "/rehearsal/events" : `/rehearsal/events?after=${last}`);
    source.onopen = () => onState(true);
    source.onmessage = (message) => {
      const event = JSON.parse(message.data);
      last = event.n ?? last;
      onEvent(event);
    };
    source.onerror = () => {
      source.close();
      onState(false);
      setTimeout(open, PATIENCE);
    };
  };
  open();
}
