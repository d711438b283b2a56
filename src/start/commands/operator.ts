import type { Person } from "../../protocol";

/** Who acts in the notices of what is done from a shell: no key makes this id. */
export const OPERATOR: Person = { from: "operator", name: "operator" };
