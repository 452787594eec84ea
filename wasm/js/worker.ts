// The engine in a worker: the one that is asked, or one of the threads that this one needs.
import * as anxin from "../pkg/anxin.js";
import { serve } from "./answers.js";
import type { Start, Told } from "./engine.js";

/** What the package has where the memory of its module can be shared. */
interface Threads {
  startThreads(count: number, start: () => void): void;
  runThread(): void;
}
const { startThreads, runThread } = anxin as object as Partial<Threads>;

/** Pages of memory to begin with, and all that the module can use. */
const FIRST = 64;
const ALL = 65_536;

/** Memory that can be shared; a browser that does not keep room for all of it is asked for less. */
function shared(): WebAssembly.Memory {
  for (let maximum = ALL; ; maximum /= 2) {
    try {
      return new WebAssembly.Memory({ initial: FIRST, maximum, shared: true });
    } catch (error) {
      if (maximum <= ALL / 16) throw error;
    }
  }
}

const tell = (told: Told) => postMessage(told);

serve(anxin, ({ module, memory, threads }: Start) => {
  if (memory) {
    anxin.initSync({ module, memory });
    runThread?.();
    return;
  }
  if (!startThreads) {
    anxin.initSync({ module });
    tell({ threads: 1 });
    return;
  }
  const own = shared();
  anxin.initSync({ module, memory: own });
  if (threads === 1) {
    tell({ threads });
    return;
  }
  try {
    startThreads(threads, () => tell({ thread: own }));
    tell({ threads });
  } catch {
    // A memory that cannot be handed over: the page goes on with one thread.
    tell({ threads: 0 });
  }
});
