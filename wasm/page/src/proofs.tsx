// What became of bundles and slips: the verdict, file by file.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Compared, Manifest } from "../../pkg/anxin.js";
import { rootOf, type CheckedBundle, type CheckedSlip, type Proofs } from "./evidence.js";
import type { Key, Speech } from "./words.js";

export function ProofPanel(given: {
  speech: Speech;
  proofs: Proofs;
  isBusy: boolean;
  onRoot: (root: string | null) => void;
}): JSX.Element {
  const { speech, proofs } = given;
  const [typed, setTyped] = useState("");
  const isRoot = typed.trim() === "" || rootOf(typed) !== null;
  return (
    <section class="card proofs" id="proofs" aria-labelledby="proofs-title">
      <h2 id="proofs-title">{speech.say("proofs")}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          given.onRoot(rootOf(typed));
        }}
      >
        <label>
          {speech.say("published_root")}
          <input
            id="root"
            value={typed}
            spellcheck={false}
            aria-invalid={!isRoot}
            placeholder={speech.say("published_root_hint")}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <button type="submit" id="check-root" disabled={given.isBusy || !isRoot}>
          {speech.say("check_again")}
        </button>
        {!isRoot && <span class="quiet">{speech.say("no_root")}</span>}
      </form>
      {proofs.bundles.map((bundle) => (
        <Bundle speech={speech} bundle={bundle} />
      ))}
      {proofs.slips.map((slip) => (
        <SlipVerdict speech={speech} slip={slip} />
      ))}
      <p class="quiet">{speech.say("proof_limits")}</p>
    </section>
  );
}

/** The first line of a proof: how it stands. */
function Verdict(given: { speech: Speech; name: string; says: Key; kind: string }): JSX.Element {
  return (
    <h3 class={`verdict ${given.kind}`}>
      <span class={`badge ${given.kind}`}>{given.speech.say(given.says)}</span> {given.name}
    </h3>
  );
}

function Bundle({ speech, bundle }: { speech: Speech; bundle: CheckedBundle }): JSX.Element {
  const { found, place } = bundle;
  if (found.damage || !found.manifest) {
    const name = found.damage?.name ?? null;
    return (
      <article class="proof bad">
        <Verdict speech={speech} name={bundle.name} says="altered" kind="red" />
        <p class="where">
          {speech.say("altered_in")} <code>{name ?? speech.say("altered_frame")}</code>
          {place && (
            <span>
              {" "}
              · {speech.say("bytes_of_bundle")} {place[0]}–{place[1]} {speech.say("bytes_end")}
            </span>
          )}
        </p>
        <p class="quiet">{found.damage?.message}</p>
        <p>{speech.say("altered_hint")}</p>
      </article>
    );
  }
  const isComputed = found.compared.length > 0;
  const says = found.agrees ? (isComputed ? "agrees_computed" : "agrees_bytes") : "differs";
  return (
    <article class={`proof ${found.agrees ? "good" : "bad"}`}>
      <Verdict
        speech={speech}
        name={bundle.name}
        says={says}
        kind={found.agrees ? "green" : "red"}
      />
      <Facts speech={speech} manifest={found.manifest} root={found.root ?? ""} />
      <p class={found.root_agrees === false ? "where" : ""}>
        {speech.say(
          found.root_agrees === null
            ? "root_not_given"
            : found.root_agrees
              ? "root_agrees"
              : "root_differs",
        )}
      </p>
      {bundle.failure && (
        <p class="where">
          {speech.say("not_computed")} <span class="quiet">{bundle.failure}</span>
        </p>
      )}
      {!isComputed && !bundle.failure && <p>{speech.say("drop_data")}</p>}
      <ByFile speech={speech} manifest={found.manifest} compared={found.compared} />
    </article>
  );
}

function Facts(given: { speech: Speech; manifest: Manifest; root: string }): JSX.Element {
  const { speech, manifest } = given;
  const lines: [string, string][] = [
    [speech.say("root"), given.root],
    [speech.say("as_of"), manifest.as_of],
    [speech.say("policy"), `${manifest.policy.name} ${manifest.policy.fingerprint}`],
    ["anxin", manifest.engine_version],
  ];
  return (
    <table class="facts">
      <tbody>
        {lines.map(([name, value]) => (
          <tr>
            <th scope="row">{name}</th>
            <td>
              <code>{value}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Each file and how it stands; what differs first. */
function ByFile(given: {
  speech: Speech;
  manifest: Manifest;
  compared: Compared[];
}): JSX.Element {
  const { speech, manifest, compared } = given;
  const isDiffering = (line: Compared) => line.verdict !== "agrees";
  const ordered = [...compared.filter(isDiffering), ...compared.filter((one) => !isDiffering(one))];
  const differing = compared.filter(isDiffering).length;
  const told =
    compared.length === 0
      ? `${manifest.files.length} ${speech.say("files_whole")}`
      : `${compared.length - differing} ${speech.say("files_agree")} · ` +
        `${differing} ${speech.say("files_differ")}`;
  const verdict = ({ verdict, record }: Compared) => {
    const word = speech.say(`file_${verdict}`);
    return record === null ? word : `${word} · ${speech.say("from_line")} ${record}`;
  };
  return (
    <details class="scroll" open>
      <summary>{told}</summary>
      <table class="files by-file">
        <tbody>
          {compared.length === 0
            ? manifest.files.map(({ name, bytes }) => (
                <tr>
                  <td>{name}</td>
                  <td class="good">{speech.say("file_whole")}</td>
                  <td class="number">
                    {bytes.toLocaleString("en")} {speech.say("bytes")}
                  </td>
                </tr>
              ))
            : ordered.map((line) => (
                <tr class={isDiffering(line) ? "bad" : ""}>
                  <td>{line.name}</td>
                  <td class={isDiffering(line) ? "bad" : "good"}>{verdict(line)}</td>
                  <td class="quiet">{speech.say(line.kind)}</td>
                </tr>
              ))}
        </tbody>
      </table>
    </details>
  );
}

function SlipVerdict({ speech, slip }: { speech: Speech; slip: CheckedSlip }): JSX.Element {
  const { name, found, failure } = slip;
  if (!found) {
    return (
      <article class={failure ? "proof bad" : "proof"}>
        <Verdict
          speech={speech}
          name={name}
          says={failure ? "no_slip" : "slip_needs_root"}
          kind={failure ? "red" : "yellow"}
        />
        {failure && <p class="quiet">{failure}</p>}
      </article>
    );
  }
  const kind = found.agrees ? "green" : "red";
  return (
    <article class={`proof ${found.agrees ? "good" : "bad"}`}>
      <Verdict
        speech={speech}
        name={name}
        says={found.agrees ? "slip_agrees" : "slip_differs"}
        kind={kind}
      />
      <p>
        {speech.say("worker")} <code>{found.slip.worker_id}</code> · {speech.say("as_of")}{" "}
        {found.slip.as_of}
      </p>
      {Object.entries(found.slip.lines).map(([table, lines]) => (
        <details class="scroll">
          <summary>
            {table} · {lines.trimEnd().split("\n").length - 1} {speech.say("shown")}
          </summary>
          <pre>{lines}</pre>
        </details>
      ))}
    </article>
  );
}
