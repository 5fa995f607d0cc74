/**
 * The words of the page: a key and its parts. Messages are files, a piece a screen; a key with `count` may have
 * forms `.one` and `.other`. What is missing shows as its key, never as nothing. Direction follows the language.
 */
import english from "../messages/en";

export type Language = "en" | "tr";
export const LANGUAGES: { code: Language; name: string }[] = [
  { code: "en", name: "English" },
  { code: "tr", name: "Türkçe" },
];
const OTHERS: Partial<Record<Language, () => Promise<{ default: Record<string, string> }>>> = {
  tr: () => import("../messages/tr"),
};
const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

class Words {
  language = $state<Language>("en");
  table = $state.raw<Record<string, string>>(english);
  private plurals = $derived(new Intl.PluralRules(this.language));

  async speak(language: Language): Promise<void> {
    this.table = language === "en" ? english : { ...english, ...(await OTHERS[language]!()).default };
    this.language = language;
    document.documentElement.lang = language;
    document.documentElement.dir = RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
  }

  say(key: string, parts: Record<string, string | number> = {}): string {
    const count = parts.count;
    const form = typeof count === "number" ? this.table[`${key}.${this.plurals.select(count)}`] ?? this.table[`${key}.other`] : undefined;
    const text = form ?? this.table[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const part = parts[name];
      return part === undefined ? whole : typeof part === "number" ? part.toLocaleString(this.language) : part;
    });
  }

  /** Whether there is a message of this key: for words that come from the server, such as a state. */
  has(key: string): boolean {
    return key in this.table;
  }
}

export const words = new Words();
export const t = (key: string, parts?: Record<string, string | number>): string => words.say(key, parts);
/** The message of a server's word, or the word itself. */
export const named = (prefix: string, word: string): string => (words.has(`${prefix}.${word}`) ? t(`${prefix}.${word}`) : word);
