/** What time it is for the workspace: the server's clock, which in an exercise stands or runs elsewhere than this one. */

class Clock {
  private apart = $state(Number(typeof sessionStorage === "undefined" ? 0 : sessionStorage.getItem("simurg:apart")) || 0);

  now(): Date {
    return new Date(Date.now() + this.apart);
  }

  /** The server said what time it is. Less than five seconds apart is the way of the words. */
  set(now: unknown): void {
    const told = typeof now === "string" ? Date.parse(now) : Number.NaN;
    if (Number.isNaN(told)) return;
    const apart = told - Date.now();
    this.apart = Math.abs(apart) < 5_000 ? 0 : apart;
    sessionStorage.setItem("simurg:apart", String(this.apart));
  }
}

export const clock = new Clock();
