// One of several threads of the module, in Node.
import { workerData } from "node:worker_threads";
import * as anxin from "../pkg/anxin.js";

anxin.initSync(workerData);
anxin.runThread();
