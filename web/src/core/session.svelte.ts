/** Who is signed in, and what they may do. */
import { credentials, read, type Shapes, Trouble } from "../api/client";
import { live } from "./live.svelte";
import { type Language, words } from "./messages.svelte";
import { emptyBrowser, outbox } from "./outbox.svelte";
import { forget } from "./resource.svelte";

export type Me = Shapes["MeShape"];

class Session {
  me = $state.raw<Me | null>(null);
  state = $state<"asking" | "in" | "out" | "away">("asking");

  /** Set while something waits for a fresh sign-in: to be called with whether it was done. */
  renew = $state.raw<((done: boolean) => void) | null>(null);
  private renewing: Promise<boolean> | null = null;

  /** Asks for a fresh sign-in over the page; whoever asks meanwhile waits for the same one. */
  private again(): Promise<boolean> {
    this.renewing ??= new Promise((tell) => {
      this.renew = (done) => {
        this.renew = this.renewing = null;
        tell(done);
      };
    });
    return this.renewing;
  }

  async begin(): Promise<void> {
    credentials.again = () => this.again();
    credentials.signedOut = () => {
      this.state = "out";
      live.close();
    };
    try {
      const { data } = await read("/api/me", { timeless: true });
      await this.enter(data);
    } catch (error) {
      this.state = error instanceof Trouble && error.lost ? "away" : "out";
    }
  }

  async enter(me: Me): Promise<void> {
    credentials.csrf = me.csrf ?? "";
    await words.speak((me.language ?? "en") as Language);
    paint(me.theme);
    this.me = me;
    this.state = "in";
    outbox.belong(me.name);
    if (this.may("read")) live.open();
  }

  /** One action, or any one of several; what asks for none is for everybody. */
  may(action: string | readonly string[] | undefined): boolean {
    const any = typeof action === "string" ? [action] : action;
    return this.me !== null && (any === undefined || any.some((one) => this.me?.actions.includes(one)));
  }

  /** Nothing of this person stays in the browser. */
  leave(): void {
    live.close();
    forget();
    emptyBrowser();
    credentials.csrf = "";
    this.me = null;
    this.state = "out";
  }
}

/** `light`, `dark`, or as the system has it. */
export function paint(theme: string | null | undefined): void {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

export const session = new Session();
