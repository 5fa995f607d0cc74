/** Names of countries by their code: the server's where it told one, else the browser's own, else the code. */
import { words } from "./messages.svelte";

class Places {
  private told = $state<Record<string, string>>({});

  learn(code: string, name: string): void {
    if (this.told[code] !== name) this.told[code] = name;
  }

  name(code: string): string {
    const told = this.told[code];
    if (told) return told;
    if (/^[A-Z]{2}$/.test(code)) {
      try {
        return new Intl.DisplayNames(words.language, { type: "region" }).of(code) ?? code;
      } catch {
        return code;
      }
    }
    return code;
  }
}

export const places = new Places();
export const placeName = (code: string): string => places.name(code);
