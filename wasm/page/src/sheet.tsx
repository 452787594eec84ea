// A page of the engine (a statement, the fate of a transfer) in a dialog: read, printed, saved.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { saved } from "./files.js";
import type { Speech } from "./words.js";

/** A page that is shown. */
export interface Shown {
  title: string;
  /** The name of its files, without ending. */
  file: string;
  html: string;
  /** The same as a workbook, where there is one. */
  workbook?: () => Promise<Uint8Array>;
}

export const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export function Sheet(given: {
  speech: Speech;
  shown: Shown;
  onClose: () => void;
  onError: (error: unknown) => void;
}): JSX.Element {
  const { speech, shown, onClose } = given;
  const dialog = useRef<HTMLDialogElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const saveWorkbook = () => {
    shown
      .workbook?.()
      .then((bytes) => saved(`${shown.file}.xlsx`, bytes, XLSX))
      .catch(given.onError);
  };
  return (
    <dialog ref={dialog} class="sheet" aria-label={shown.title} onClose={onClose}>
      <header>
        <h2>{shown.title}</h2>
        <span class="buttons">
          <button type="button" onClick={() => frame.current?.contentWindow?.print()}>
            {speech.say("print")}
          </button>
          <button
            type="button"
            onClick={() => saved(`${shown.file}.html`, shown.html, "text/html")}
          >
            {speech.say("save_html")}
          </button>
          {shown.workbook && (
            <button type="button" id="save-statement" onClick={saveWorkbook}>
              {speech.say("save_xlsx")}
            </button>
          )}
          <button type="button" class="main" id="close-sheet" onClick={() => dialog.current?.close()}>
            {speech.say("close")}
          </button>
        </span>
      </header>
      {/* No script runs in it; it may open the dialog for printing. */}
      <iframe
        ref={frame}
        title={shown.title}
        sandbox="allow-same-origin allow-modals"
        srcdoc={shown.html}
      />
    </dialog>
  );
}
