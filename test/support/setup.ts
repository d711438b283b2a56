import { afterAll } from "bun:test";
import { dismissControl } from "../hostile/victim";
import { stopPostgres } from "./postgres";

// Bun's five seconds a test are too few for a machine that has much to do. A default that is set holds
// for one file, so each file that needs more sets its own; each wait inside a test says what it waited for.
afterAll(stopPostgres, 60_000);
afterAll(dismissControl, 60_000);
