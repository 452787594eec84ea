// Files as people hand them over: dropped, chosen, or the built-in sample.
import type { Given } from "../../js/engine.js";

const SAMPLE = import.meta.glob("../../../datasets/samples/site/*.csv", {
  query: "?raw",
  import: "default",
  eager: true,
}) as Record<string, string>;

/** The sample site, and the day its books are closed. */
export function sample(): Given[] {
  const encoder = new TextEncoder();
  return Object.entries(SAMPLE).map(([path, text]) => ({
    name: path.slice(path.lastIndexOf("/") + 1),
    data: encoder.encode(text),
  }));
}
export const SAMPLE_DAY = "2025-12-31";

/** Files of a chooser; those of a folder without the folder's own name. */
export function chosen(list: FileList): Given[] {
  return withoutCommonFolder(
    [...list].map((file) => ({ name: file.webkitRelativePath || file.name, data: file })),
  );
}

/** Files and folders that were dropped. */
export async function dropped(transfer: DataTransfer): Promise<Given[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (entries.every((entry) => entry === null)) return chosen(transfer.files);
  const found: Given[] = [];
  for (const entry of entries) if (entry) await walk(entry, found);
  return withoutCommonFolder(found);
}

async function walk(entry: FileSystemEntry, found: Given[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.push({ name: entry.fullPath.replace(/^\//, ""), data: file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const one of some) await walk(one, found);
  }
}

/** Names below the one folder that all of them lie in. */
function withoutCommonFolder(files: Given[]): Given[] {
  const first = files[0]?.name.split("/")[0];
  const isCommon = files.every(({ name }) => name.includes("/") && name.split("/")[0] === first);
  if (!isCommon || first === undefined) return files;
  return files.map(({ name, data }) => ({ name: name.slice(first.length + 1), data }));
}

/** Hands a file to the person. */
export function saved(name: string, data: Uint8Array | string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([data as BlobPart], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
