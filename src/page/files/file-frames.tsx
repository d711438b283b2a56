import type { VNode } from "preact";
import { WithModule } from "../lazy/with-module";
import type * as Files from "./files";
import { type Described, frameOf, kindOf } from "./kinds";
import { filesModule } from "./lazy-files";

interface Props<T> {
  files: readonly T[];
  children: (module: typeof Files, file: T) => VNode;
}

/** The files of a message, each in a frame of its size from the start; several pictures as a grid. */
export function FileFrames<T extends Described>({ files, children }: Props<T>) {
  const pictures = files.filter(({ width }) => width !== undefined).length;
  const isGrid = pictures > 1;
  return (
    <ul class={`files ${isGrid ? "many" : ""} ${pictures > 4 || pictures === 3 ? "more" : ""}`}>
      {files.map((file, n) => (
        <li key={n} class={kindOf(file)} style={isGrid ? undefined : frameOf(file)}>
          <WithModule module={filesModule} fallback={file.name}>
            {(module) => children(module, file)}
          </WithModule>
        </li>
      ))}
    </ul>
  );
}
