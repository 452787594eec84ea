// What the page remembers between visits. A page opened from a file may not be allowed to.
const KEY = "anxin";

interface Kept {
  lang?: "zh" | "en";
  province?: string;
  /** Columns that headers stand for, as a person said. */
  headers?: Record<string, string>;
}

export function kept(): Kept {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Kept;
  } catch {
    return {};
  }
}

export function keep(more: Kept): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...kept(), ...more }));
  } catch {
    // Nothing is remembered then.
  }
}
