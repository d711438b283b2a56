import { setDefaultTimeout } from "bun:test";

// Each wait inside a test has its own, shorter deadline that says what it waited for.
setDefaultTimeout(20_000);
