// The live stream for one person, which comes back by itself and catches up on what it missed.

const KINDS = [
  "message", "edit", "delete", "pin", "unpin", "tap", "toast", "action", "topic", "member", "chat",
  "migrated", "join_request", "blocked", "unblocked", "read", "reaction", "profile", "clock",
].join(",");

export class Live {
  // onEvent(event), onReload() when too much was missed, onLine(true or false)
  constructor(userId, { onEvent, onReload, onLine }) {
    Object.assign(this, { userId, onEvent, onReload, onLine });
    this.seq = null;
    this.tries = 0;
    this.isClosed = false;
    this.hello = new Promise((resolve) => { this.greet = resolve; });
    this.open();
  }

  open() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const since = this.seq === null ? "" : `&since=${this.seq}`;
    const of = this.userId === null ? "" : `&user=${this.userId}`;
    const address = `${scheme}//${location.host}/box/live?only=${this.userId === null ? "clock" : KINDS}${of}${since}`;
    this.socket = new WebSocket(address);
    this.socket.addEventListener("message", (frame) => this.take(JSON.parse(frame.data)));
    this.socket.addEventListener("close", () => this.again());
  }

  take(event) {
    if (event.kind === "hello") {
      this.tries = 0;
      const isAnotherBox = this.seq !== null && event.seq < this.seq;
      const mustReload = this.seq !== null && (!event.complete || isAnotherBox);
      if (this.seq === null || mustReload) this.seq = event.seq;
      this.onEvent({ ...event.clock, kind: "clock" });
      this.onLine?.(true);
      this.greet();
      if (mustReload) this.onReload();
      return;
    }
    if (event.seq <= this.seq) return;
    this.seq = event.seq;
    this.onEvent(event);
  }

  again() {
    if (this.isClosed) return;
    this.onLine?.(false);
    const wait_ms = Math.min(5000, 250 * 2 ** this.tries);
    this.tries += 1;
    this.timer = setTimeout(() => this.open(), wait_ms);
  }

  close() {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.socket.close();
  }
}
