// The page: files in, a run, its result.
import type { JSX } from "preact";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { EngineError, type Engine, type Given, type Progress } from "../../js/engine.js";
import type { Lang, OutputTable, Recognised, Words } from "../../pkg/anxin.js";
import { AskHeaders, type Asking } from "./ask-headers.js";
import { checked, isProof, type Proofs } from "./evidence.js";
import { DataPanel, type Asked } from "./data-panel.js";
import { SAMPLE_DAY, saved } from "./files.js";
import { explained, guide, notKnown, unknownHeaders } from "./headers.js";
import { Digests, Findings, Projects, Transfers, Workers } from "./lists.js";
import { Overview } from "./overview.js";
import { ProofPanel } from "./proofs.js";
import { ofProvince } from "./province.js";
import { fetched, isAwaited, result, type Result } from "./result.js";
import { Sheet, XLSX, type Shown } from "./sheet.js";
import { keep, kept } from "./store.js";
import { Speech } from "./words.js";

const TABS = ["overview", "projects", "workers", "transfers", "findings", "digests"] as const;
type Tab = (typeof TABS)[number];

/** Today where the page is opened; a person chooses the day of the report. */
function today(): string {
  const now = new Date();
  const two = (number: number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

interface Held {
  engine: Engine;
  vocabulary: Record<Lang, Words>;
}

export function App({ engine, vocabulary }: Held): JSX.Element {
  const [lang, setLang] = useState<Lang>(kept().lang ?? "zh");
  const speech = useMemo(() => new Speech(lang, vocabulary[lang]), [lang, vocabulary]);
  const [files, setFiles] = useState<Given[]>([]);
  const [recognised, setRecognised] = useState<Recognised | null>(null);
  const [asked, setAsked] = useState<Asked>({
    asOf: today(),
    province: kept().province ?? "",
    own: null,
  });
  const [busy, setBusy] = useState<Progress | "working" | null>(null);
  const [found, setFound] = useState<Result | null>(null);
  const [tab, setTab] = useState<Tab>("overview");
  const [shown, setShown] = useState<Shown | null>(null);
  const [showIds, setShowIds] = useState(false);
  const [asking, setAsking] = useState<Asking | null>(null);
  const [error, setError] = useState<EngineError | null>(null);
  /** Bundles and slips, and what came of checking them. */
  const [evidence, setEvidence] = useState<Given[]>([]);
  const [proofs, setProofs] = useState<Proofs | null>(null);
  const [root, setRoot] = useState<string | null>(null);
  /** The files that the worker has. */
  const held = useRef<Given[] | null>(null);

  useEffect(() => {
    document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
    document.title = speech.say("title");
    keep({ lang });
  }, [lang, speech]);

  /** Does something with the engine; trouble is shown. */
  const work = useCallback(async (task: () => Promise<void>) => {
    setError(null);
    setBusy("working");
    engine.onProgress = setBusy;
    try {
      await task();
    } catch (reason) {
      const failure =
        reason instanceof EngineError ? reason : new EngineError("usage", String(reason));
      if (failure.code !== "cancelled") setError(failure);
      if (failure.code === "stopped" || failure.code === "cancelled") {
        // The worker is gone, and with it what it held.
        held.current = null;
        setFound(null);
        setShown(null);
      }
    } finally {
      setBusy(null);
    }
  }, []);

  /** New files in place of those of their names. */
  const joined = (files: Given[], more: Given[]) => {
    const names = new Set(more.map(({ name }) => name));
    return [...files.filter(({ name }) => !names.has(name)), ...more];
  };

  const take = (more: Given[], isSample: boolean) =>
    void work(async () => {
      const isProofOf = await Promise.all(more.map(isProof));
      const [own, data] = [true, false].map((is) => more.filter((_, at) => isProofOf[at] === is));
      const proofs = joined(evidence, own!);
      const all = isSample ? more : joined(files, data!);
      setEvidence(proofs);
      if (data!.length > 0) {
        setFiles(all);
        setFound(null);
        setRecognised(null);
        const next = isSample ? { ...asked, asOf: SAMPLE_DAY } : asked;
        setAsked(next);
        await load(all);
        if (isSample) await reconcile(next, all);
      }
      await check(proofs, all, root);
    });

  /** Checks what proves figures, with the data beside it. */
  const check = async (evidence: Given[], files: Given[], root: string | null) => {
    if (evidence.length === 0) return;
    if (files.length > 0 && held.current !== files) await load(files);
    setProofs(await checked(engine, evidence, root, files.length > 0));
  };

  const checkRoot = (root: string | null) => {
    setRoot(root);
    void work(() => check(evidence, files, root));
  };

  /** Hands the files over; a text or workbook that is taken for nothing is asked about. */
  const load = async (files: Given[]) => {
    held.current = null;
    const known = await Promise.all(files.map(explained));
    const recognised = await engine.ask("load", [...known, ...guide(known)]);
    setRecognised(recognised);
    held.current = files;
    const empty = recognised.files.filter(({ tables }) => tables.length === 0);
    for (const { file, unknown } of empty) {
      const own = known.find(({ name }) => name === file);
      const inText = own ? await unknownHeaders(own) : [];
      const headers = inText.length > 0 ? inText : notKnown(unknown);
      const asked = kept().headers ?? {};
      if (headers.length > 0 && headers.some((header) => !(header in asked))) {
        setAsking({ file, headers });
        return;
      }
    }
  };

  const answerHeaders = (file: Asking, mapping: Record<string, string>) => {
    // A header left without a meaning is not asked about again.
    const none = Object.fromEntries(file.headers.map((header) => [header, ""]));
    const more = Object.entries({ ...none, ...mapping });
    const asked = { ...kept().headers, ...Object.fromEntries(more) };
    keep({ headers: asked });
    setAsking(null);
    void work(() => load(files));
  };

  const reconcile = async (asked: Asked, files: Given[]) => {
    // After a run that was ended the worker is a new one, without files.
    if (held.current !== files) await load(files);
    let toml = asked.own?.toml ?? null;
    if (asked.province !== "") {
      const whole = await engine.ask("policy", toml, asked.own?.name ?? "cn");
      toml = ofProvince(whole.toml, asked.province);
    }
    const summary = await engine.ask("reconcile", asked.asOf, toml);
    const found = await result(engine, summary);
    setFound(found);
    setTab("overview");
  };

  /** Fetches what a tab shows, where the page does not have it yet. */
  const prepare = async (of: Result, tab: Tab) => {
    const more = await fetched(engine, of, tab);
    const isSame = (now: Result | null) => now?.summary === of.summary;
    setFound((now) => (now && isSame(now) ? { ...now, later: { ...now.later, ...more } } : now));
  };

  /** Shows a tab at once: what is typed next belongs to it, not to the one before. */
  const openTab = (of: Result, tab: Tab) => {
    setTab(tab);
    void work(() => prepare(of, tab));
  };

  const choosePolicy = (file: File) =>
    void work(async () => {
      const toml = await file.text();
      await engine.ask("policy", toml, file.name);
      setAsked({ ...asked, own: { name: file.name, toml } });
    });

  const openStatement = (worker: string) =>
    void work(async () => {
      const html = await engine.ask("statement", lang, worker);
      setShown({
        title: `${speech.say("statement")} · ${found?.names.workers[worker] ?? worker}`,
        file: `${speech.say("statement")}-${worker}`,
        html,
        workbook: () => engine.ask("statementWorkbook", lang, worker),
      });
    });

  const openWhy = (transfer: string) =>
    void work(async () => {
      const html = await engine.ask("whyNot", lang, transfer);
      const title = `${speech.say("transfer")} ${transfer} · ${speech.say("why")}`;
      setShown({ title, file: `${speech.say("transfer")}-${transfer}`, html });
    });

  const saveCsv = (table: OutputTable) =>
    void work(async () => saved(`${table}.csv`, await engine.ask("csv", table), "text/csv"));

  const saveWorkbook = () =>
    void work(async () => {
      const bytes = await engine.ask("workbook", lang, showIds);
      saved(`anxin-${found?.summary.as_of}.xlsx`, bytes, XLSX);
    });

  const clear = () => {
    engine.cancel();
    held.current = null;
    setFiles([]);
    setEvidence([]);
    setProofs(null);
    setRoot(null);
    setRecognised(null);
    setFound(null);
    setError(null);
  };

  return (
    <>
      <header class="top">
        <h1>{speech.say("title")}</h1>
        <p>{speech.say("local")}</p>
        <button type="button" id="language" onClick={() => setLang(lang === "zh" ? "en" : "zh")}>
          {speech.say("other_language")}
        </button>
      </header>
      <main>
        <DataPanel
          speech={speech}
          files={files}
          recognised={recognised}
          asked={asked}
          isBusy={busy !== null}
          isDone={found !== null}
          isEmpty={files.length === 0 && evidence.length === 0}
          onFiles={take}
          onAsked={(asked) => {
            keep({ province: asked.province });
            setAsked(asked);
          }}
          onPolicy={choosePolicy}
          onRun={() => void work(() => reconcile(asked, files))}
          onClear={clear}
        />
        {busy !== null && <Busy speech={speech} busy={busy} onCancel={() => engine.cancel()} />}
        {error && (
          <section class="card error" role="alert" id="error">
            <h2>{speech.say("error")}</h2>
            <p>{error.code === "stopped" ? speech.say("stopped") : error.message}</p>
            <p class="quiet">
              <code>{error.code}</code>
            </p>
          </section>
        )}
        {proofs && (
          <ProofPanel
            speech={speech}
            proofs={proofs}
            isBusy={busy !== null}
            onRoot={checkRoot}
          />
        )}
        {found && (
          <section id="result" aria-label={speech.say("results")}>
            <nav class="tabs" role="tablist">
              {TABS.map((name) => (
                <button
                  type="button"
                  role="tab"
                  id={`tab-${name}`}
                  aria-selected={tab === name}
                  onClick={() => openTab(found, name)}
                >
                  {speech.say(name)}
                  {name === "findings" && ` ${found.findingCount}`}
                </button>
              ))}
              <span class="buttons saves">
                <label class="check">
                  <input
                    type="checkbox"
                    checked={showIds}
                    onChange={(event) => setShowIds(event.currentTarget.checked)}
                  />
                  {speech.say("show_ids")}
                </label>
                <button type="button" id="save-workbook" onClick={saveWorkbook}>
                  {speech.say("save_xlsx")}
                </button>
                <button type="button" onClick={() => print()}>
                  {speech.say("print")}
                </button>
              </span>
            </nav>
            <div role="tabpanel" aria-labelledby={`tab-${tab}`}>
              {tab === "overview" && <Overview speech={speech} result={found} />}
              {tab === "projects" && (
                <Projects
                  speech={speech}
                  names={found.names}
                  rows={found.projects}
                  onSave={saveCsv}
                />
              )}
              {tab === "workers" && found.later.workers && (
                <Workers
                  speech={speech}
                  names={found.names}
                  rows={found.later.workers}
                  onSave={saveCsv}
                  onOpen={openStatement}
                />
              )}
              {tab === "transfers" && found.later.transfers && (
                <Transfers
                  speech={speech}
                  rows={found.later.transfers}
                  onSave={saveCsv}
                  onOpen={openWhy}
                />
              )}
              {tab === "findings" && found.later.findings && (
                <Findings speech={speech} rows={found.later.findings} onSave={saveCsv} />
              )}
              {tab === "digests" && found.later.digests && (
                <Digests speech={speech} summary={found.summary} digests={found.later.digests} />
              )}
              {isAwaited(found, tab) && (
                <p class="quiet" role="status">
                  …
                </p>
              )}
            </div>
          </section>
        )}
        {asking && (
          <AskHeaders
            speech={speech}
            asking={asking}
            onAnswer={(mapping) => answerHeaders(asking, mapping)}
          />
        )}
        {shown && (
          <Sheet
            speech={speech}
            shown={shown}
            onClose={() => setShown(null)}
            onError={(reason) => void work(() => Promise.reject(reason))}
          />
        )}
      </main>
    </>
  );
}

function Busy(given: {
  speech: Speech;
  busy: Progress | "working";
  onCancel: () => void;
}): JSX.Element {
  const { speech, busy } = given;
  const progress = busy === "working" ? null : busy;
  const stage =
    progress === null
      ? speech.say("working")
      : progress.stage === "wages"
        ? speech.say("wages")
        : `${speech.say("reading")} ${speech.word(progress.stage)}`;
  return (
    <section class="card busy" role="status">
      <span>
        {stage} {progress && progress.done.toLocaleString("en")}
      </span>
      <progress value={progress?.total ? progress.done : undefined} max={progress?.total ?? undefined} />
      <button type="button" id="cancel" onClick={given.onCancel}>
        {speech.say("cancel")}
      </button>
    </section>
  );
}
