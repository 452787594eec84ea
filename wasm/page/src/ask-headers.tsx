// Asks what unknown headers of a file mean.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { meanings } from "./headers.js";
import type { Speech } from "./words.js";

/** A file that was taken for nothing, and its headers that nobody knows. */
export interface Asking {
  file: string;
  headers: string[];
}

export function AskHeaders(given: {
  speech: Speech;
  asking: Asking;
  onAnswer: (mapping: Record<string, string>) => void;
}): JSX.Element {
  const { speech, asking, onAnswer } = given;
  const dialog = useRef<HTMLDialogElement>(null);
  const [mapping, setMapping] = useState<Record<string, string>>({});
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="ask"
      id="ask-headers"
      aria-labelledby="ask-title"
      onClose={() => onAnswer(mapping)}
    >
      <h2 id="ask-title">
        {speech.say("ask_headers")}: {asking.file}
      </h2>
      <p class="quiet">{speech.say("ask_headers_hint")}</p>
      {asking.headers.map((header) => (
        <label>
          <span>{header}</span>
          <select
            data-header={header}
            onChange={(event) => setMapping({ ...mapping, [header]: event.currentTarget.value })}
          >
            <option value="">{speech.say("means_nothing")}</option>
            {meanings.map(({ column, zh }) => (
              <option value={column}>{speech.lang === "zh" ? `${zh} ${column}` : column}</option>
            ))}
          </select>
        </label>
      ))}
      <p class="buttons">
        <button type="button" class="main" onClick={() => dialog.current?.close()}>
          {speech.say("remember")}
        </button>
      </p>
    </dialog>
  );
}
