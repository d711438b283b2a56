import { useLayoutEffect } from "preact/hooks";

interface Props {
  box: { readonly current: HTMLElement | null };
  txt: string;
}

/** Draws nothing: keeps a box as high as its text in browsers without `field-sizing`: WebKit, older Firefox. */
export function AutoHeight({ box, txt }: Props) {
  useLayoutEffect(() => {
    const field = box.current;
    if (!field || CSS.supports("field-sizing", "content")) return;
    const grow = () => {
      field.style.height = "0";
      field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
    };
    grow();
    addEventListener("resize", grow);
    return () => removeEventListener("resize", grow);
  }, [txt]);
  return null;
}
