// Files in: dropped, chosen, recognised; day, policy and province chosen.
import type { JSX, TargetedEvent } from "preact";
import { useState } from "preact/hooks";
import type { Given } from "../../js/engine.js";
import type { Recognised } from "../../pkg/anxin.js";
import { chosen, dropped, sample } from "./files.js";
import { PROVINCES, type Speech } from "./words.js";

/** What a run is asked for. */
export interface Asked {
  asOf: string;
  province: string;
  /** The text of a policy file and its name; without one the built-in policy holds. */
  own: { name: string; toml: string } | null;
}

export function DataPanel(given: {
  speech: Speech;
  files: Given[];
  recognised: Recognised | null;
  asked: Asked;
  isBusy: boolean;
  /** Whether there is a result, which needs the room. */
  isDone: boolean;
  /** Whether there is nothing to clear. */
  isEmpty: boolean;
  onFiles: (files: Given[], isSample: boolean) => void;
  onAsked: (asked: Asked) => void;
  onPolicy: (file: File) => void;
  onRun: () => void;
  onClear: () => void;
}): JSX.Element {
  const { speech, asked } = given;
  const [isOver, setOver] = useState(false);
  const take = (event: TargetedEvent<HTMLInputElement>) => {
    const { files } = event.currentTarget;
    if (files && files.length > 0) given.onFiles(chosen(files), false);
    event.currentTarget.value = "";
  };
  return (
    <section class="card data" aria-labelledby="data-title">
      <h2 id="data-title">{speech.say("files")}</h2>
      <div
        class={isOver ? "drop over" : "drop"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          if (event.dataTransfer) {
            void dropped(event.dataTransfer).then((files) => given.onFiles(files, false));
          }
        }}
      >
        <p class="big">{speech.say("drop")}</p>
        <p class="quiet">{speech.say("drop_more")}</p>
        <p class="buttons">
          <label class="button">
            {speech.say("choose_files")}
            <input type="file" multiple class="hidden" id="choose-files" onChange={take} />
          </label>
          <label class="button">
            {speech.say("choose_folder")}
            <input
              type="file"
              class="hidden"
              id="choose-folder"
              onChange={take}
              {...{ webkitdirectory: true }}
            />
          </label>
          <button type="button" id="sample" onClick={() => given.onFiles(sample(), true)}>
            {speech.say("sample")}
          </button>
        </p>
      </div>
      {given.recognised && (
        <Files
          speech={speech}
          recognised={given.recognised}
          names={given.files.map(({ name }) => name)}
          isOpen={!given.isDone}
        />
      )}
      <form
        class="asked"
        onSubmit={(event) => {
          event.preventDefault();
          given.onRun();
        }}
      >
        <label>
          {speech.say("as_of")}
          <input
            id="as-of"
            type="date"
            required
            value={asked.asOf}
            onInput={(event) => given.onAsked({ ...asked, asOf: event.currentTarget.value })}
          />
        </label>
        <label title={speech.say("province_hint")}>
          {speech.say("province")}
          <select
            id="province"
            value={asked.province}
            onChange={(event) => given.onAsked({ ...asked, province: event.currentTarget.value })}
          >
            <option value="">{speech.say("province_of_project")}</option>
            {PROVINCES.map(([code, zh, en]) => (
              <option value={code}>{speech.lang === "zh" ? zh : en}</option>
            ))}
          </select>
        </label>
        <div>
          {speech.say("policy")}
          <span class="value">{asked.own?.name ?? speech.say("policy_builtin")}</span>
          {asked.own ? (
            <button type="button" onClick={() => given.onAsked({ ...asked, own: null })}>
              {speech.say("policy_back")}
            </button>
          ) : (
            <label class="button small">
              {speech.say("policy_own")}
              <input
                type="file"
                accept=".toml"
                class="hidden"
                id="choose-policy"
                onChange={(event) => {
                  const file = event.currentTarget.files?.[0];
                  if (file) given.onPolicy(file);
                  event.currentTarget.value = "";
                }}
              />
            </label>
          )}
        </div>
        <div class="buttons">
          <button
            type="submit"
            class="main"
            id="run"
            disabled={given.isBusy || given.files.length === 0}
          >
            {speech.say("run")}
          </button>
          <button
            type="button"
            id="clear"
            disabled={given.isBusy || given.isEmpty}
            onClick={given.onClear}
          >
            {speech.say("clear")}
          </button>
        </div>
      </form>
    </section>
  );
}

/** What each file was taken for. */
function Files(given: {
  speech: Speech;
  recognised: Recognised;
  names: string[];
  isOpen: boolean;
}): JSX.Element {
  const { speech, recognised, names } = given;
  const inFiles = new Set(recognised.files.flatMap((file) => file.tables.map(({ table }) => table)));
  const plain = recognised.tables.filter((table) => !inFiles.has(table));
  const filed = (table: string) => {
    const own = names.filter((name) => name.split("/")[0]!.split(".")[0] === table);
    return own.length > 0 ? own.slice(0, 3).join(", ") : speech.say("table_file");
  };
  return (
    <details class="scroll" open={given.isOpen}>
      <summary>
        {names.length} {speech.say("files_given")}
      </summary>
      <table class="files">
        <thead>
          <tr>
            <th>{speech.say("file")}</th>
            <th>{speech.say("taken_as")}</th>
            <th class="number">{speech.say("rows")}</th>
          </tr>
        </thead>
        <tbody>
          {plain.map((table) => (
            <tr>
              <td>{filed(table)}</td>
              <td>
                {speech.table(table)} <span class="quiet">{table}</span>
              </td>
              <td />
            </tr>
          ))}
          {recognised.files.flatMap((file) => [
            ...(file.tables.length > 0
              ? file.tables.map(({ table, sheet, rows }) => (
                  <tr>
                    <td>
                      {file.file}
                      {sheet && <span class="quiet"> · {sheet}</span>}
                    </td>
                    <td>
                      {speech.table(table)} <span class="quiet">{table}</span>
                    </td>
                    <td class="number">{rows.toLocaleString("en")}</td>
                  </tr>
                ))
              : [
                  <tr class="left-out">
                    <td>{file.file}</td>
                    <td>{file.why.join("; ") || speech.say("ignored")}</td>
                    <td />
                  </tr>,
                ]),
            ...(file.unknown.length > 0 && file.tables.length > 0
              ? [
                  <tr class="left-out">
                    <td />
                    <td>
                      {speech.say("unknown_headers")}: {file.unknown.join(", ")}
                    </td>
                    <td />
                  </tr>,
                ]
              : []),
          ])}
          {recognised.ignored
            .filter((name) => !recognised.files.some((file) => file.file === name))
            .map((name) => (
              <tr class="left-out">
                <td>{name}</td>
                <td>{speech.say("ignored")}</td>
                <td />
              </tr>
            ))}
        </tbody>
      </table>
    </details>
  );
}
