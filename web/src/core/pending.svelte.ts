/**
 * What was asked for and is not done yet: commands go into the server's queue, and the page shows their effect as
 * pending on the things they are about until the job is done; then it says so and reads again.
 */
import type { Answer } from "../api/client";
import { t } from "./messages.svelte";
import { type Job, live } from "./live.svelte";
import { outbox } from "./outbox.svelte";
import { toasts } from "./toasts.svelte";

interface Pending {
  job: string;
  what: string;
  about: string[];
  state: Job["state"] | "kept";
}

class PendingJobs {
  list = $state<Pending[]>([]);
  /** Changes when a job of ours is done: lists read again. */
  finished = $state(0);
  private done = new Map<string, (job: Job) => void>();

  constructor() {
    live.onJob((job) => this.hear(job));
    outbox.onSent((letter, answer) => {
      const kept = this.list.find((one) => one.job === letter.key);
      const job = (answer.data as { job?: string } | null)?.job;
      if (kept && job && answer.status === 202) Object.assign(kept, { job, state: "queued" });
      else if (kept) this.list = this.list.filter((one) => one !== kept);
      toasts.say(t("outbox.sent", { what: letter.what }));
      this.finished += 1;
    });
  }

  /** Puts a command in the queue; `about` are the ids whose rows it will change. */
  async ask(what: string, method: string, where: string, body: unknown, about: string[] = [], then?: (job: Job) => void): Promise<void> {
    return this.put(what, method, where, body, null, about, then);
  }

  /** The same for a thing that others may edit: `ifMatch` is the ETag that one saw. */
  async put(what: string, method: string, where: string, body: unknown, ifMatch: string | null, about: string[] = [], then?: (job: Job) => void): Promise<void> {
    const answer: Answer<Job> | null = await outbox.post<Job>(what, method, where, body, ifMatch);
    if (answer === null) {
      const letter = outbox.letters[outbox.letters.length - 1];
      this.list.push({ job: letter?.key ?? "", what, about, state: "kept" });
      toasts.say(t("outbox.kept", { what }), "warn");
      return;
    }
    if (answer.status !== 202 || !answer.data?.job) {
      this.finished += 1;
      toasts.say(t("job.done", { what }));
      return;
    }
    this.list.push({ job: answer.data.job, what, about, state: answer.data.state });
    if (then) this.done.set(answer.data.job, then);
    this.hear(answer.data);
    this.watch(answer.data.job);
  }

  on(id: string): Pending | undefined {
    return this.list.find((one) => one.about.includes(id) && (one.state !== "kept" || outbox.waits(one.job)));
  }

  /** Events may be missed while the line is down: each job is also asked for, ever more rarely. */
  private watch(job: string, wait = 700): void {
    setTimeout(async () => {
      if (!this.list.some((one) => one.job === job)) return;
      try {
        const response = await fetch(`/api/jobs/${job}`, { credentials: "same-origin" });
        if (response.ok) this.hear((await response.json()) as Job);
        else if (response.status === 404) this.list = this.list.filter((one) => one.job !== job);
      } catch {
        live.lose();
      }
      this.watch(job, Math.min(wait * 1.6, 10_000));
    }, wait);
  }

  private hear(job: Job): void {
    const mine = this.list.find((one) => one.job === job.job);
    if (!mine) return;
    mine.state = job.state;
    if (job.state !== "done" && job.state !== "failed") return;
    this.list = this.list.filter((one) => one.job !== job.job);
    this.finished += 1;
    if (job.state === "failed") toasts.say(t("job.failed", { what: mine.what, why: job.error?.what ?? "" }), "bad");
    else toasts.say(t("job.done", { what: mine.what }));
    const then = this.done.get(job.job);
    this.done.delete(job.job);
    if (then && job.state === "done") then(job);
  }
}

export const pending = new PendingJobs();

/** Put into a question of `resource`, it is asked again whenever something of ours was done. */
export function after(): object {
  void pending.finished;
  return {};
}
